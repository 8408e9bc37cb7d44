// A policy in use is edited, by a form and in its text, tried on a message and on past weeks,
// looked over by somebody else and published.

import assert from "node:assert/strict";
import { button, link, told } from "./steps.mjs";

const TITLE = "澄禾办公设备有限公司工作群管理制度";
const LONG = "设备清单在附件里,请各位按门店核对数量,有出入的今天下班前告诉我。".repeat(4);

export default async function policy({ stage, someone, look }) {
  const place = await stage.withMonth();
  const page = await someone(place, { as: "office" });
  const step = (name) => link(page.getByRole("navigation", { name: "草稿的步骤" }), name).click();
  await page.goto(`${place.url}/policies`);
  await link(page, TITLE).click();
  await look(page, "in-use");
  await button(page, "起草新的一版").click();
  await page.getByRole("navigation", { name: "草稿的步骤" }).waitFor();
  await look(page, "clauses");
  await page.getByRole("link", { name: /修改.*三、8/ }).click();
  await page.getByText("一条消息不超过300字").first().waitFor();
  await look(page, "rule");
  await page.getByRole("textbox").first().fill("30");
  await button(page, "保存").click();
  await told(page, "已保存");

  await step("改文字");
  // What is typed into before the script has come is another field.
  const editor = page.locator(".cm-content");
  await editor.waitFor();
  await editor.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.insertText("\n\n3、群名片没有改好的,由管理员提醒。\n");
  await page.getByText("没有发现错误").waitFor();
  await look(page, "text");
  await button(page, "保存").click();
  await told(page, "已保存");

  await step("试一试");
  await page.getByLabel("消息内容").fill(LONG);
  await button(page, "看结果").click();
  await page.getByRole("heading", { name: "会这样处理" }).waitFor();
  await look(page, "tried");

  await step("用过去几周检验");
  await page.getByLabel("看多久").selectOption("4");
  await button(page, "开始").click();
  await page.getByText("人会受到不同的处理").waitFor();
  await page.getByText("只有草稿处理").first().waitFor();
  await look(page, "past");
  await step("改了什么");
  await page.getByText("三、8").first().waitFor();
  await look(page, "changes");
  await step("发布");
  const address = page.url();

  // Whoever wrote it does not look it over.
  assert.equal(await button(page, "同意发布").count(), 0);
  const other = await someone(place, { as: "second-office" });
  await other.goto(address);
  await other.getByLabel("意见").fill("字数改得合适");
  await look(other, "review");
  await button(other, "同意发布").click();
  await told(other, "审核意见已记下");
  await page.reload();
  await page.getByText("字数改得合适").waitFor();
  await page.getByLabel("正式执行").check();
  await look(page, "publish");
  await page.getByRole("button", { name: "发布", exact: true }).click();
  await told(page, "已发布");
  await page.goto(`${place.url}/policies`);
  await page.getByRole("row", { name: TITLE }).getByRole("cell", { name: /^2 1/ }).waitFor();
  await look(page, "list");
}
