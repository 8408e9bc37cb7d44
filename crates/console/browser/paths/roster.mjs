// The organisation's list of people is pasted, what is not understood is corrected, and it is kept.

import { button, told } from "./steps.mjs";

const LIST = `姓名,QQ号,部门,状态
陈静,u081,行政部,在职
孙七,,工程部,在职
李想,90002,工程部,请假`;

export default async function roster({ stage, someone, look }) {
  const place = await stage.withMonth();
  const page = await someone(place, { as: "manager" });
  await page.goto(`${place.url}/groups/sales?view=roster`);
  await page.fill("#list", LIST);
  await look(page, "pasted");
  await button(page, "看看读出了什么").click();
  await page.getByText("读懂 1 人,没有读懂 2 行").waitFor();
  await look(page, "not-all-understood");
  await page.fill("#list", LIST.replace("孙七,,", "孙七,90001,").replace("请假", "离职"));
  await button(page, "再读一遍").click();
  await page.getByText("读懂 3 人,没有读懂 0 行").waitFor();
  await look(page, "understood");
  await page.locator("form .button.first").click();
  await told(page, "存下了:");
  await look(page, "kept");
}
