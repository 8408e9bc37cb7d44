// A member signs the policy on a phone, and asks there whether something may be posted.

import { GROUP, club, linkFor } from "./club.mjs";
import { button, link, told } from "./steps.mjs";

export default async function signing({ stage, someone, look }) {
  const place = await club(stage);
  const ann = await someone(place, { as: "ann" });
  const own = await linkFor(place, ann, "xu");
  const page = await someone(place, { phone: true });
  await page.goto(own);
  await page.getByText("请阅读并表示同意").waitFor();
  await link(page, "看群规").tap();
  await page.getByRole("heading", { name: "登山队群规" }).waitFor();
  await look(page, "policy");
  await button(page, "我已阅读,同意遵守").tap();
  await told(page, "谢谢");
  await look(page, "signed");

  await link(page, "这条能发吗").tap();
  await page.getByLabel("想发的内容").fill("专业办理信用卡套现,低手续费,加微信 abc12345");
  await button(page, "看看能不能发").tap();
  await page.getByText("《登山队群规》一").first().waitFor();
  await look(page, "asked");
  await ann.goto(`${place.url}/groups/${GROUP}`);
  await ann.getByText("签署制度").first().waitFor();
}
