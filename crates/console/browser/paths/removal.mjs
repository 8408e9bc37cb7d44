// A removal takes two administrators.

import assert from "node:assert/strict";
import { button, link, told } from "./steps.mjs";

export default async function removal({ stage, someone, look }) {
  const place = await stage.withMonth();
  const first = await someone(place, { as: "seller" });
  await first.goto(`${place.url}/queue?sort=removal&group=sales`);
  const document = new URL(await link(first, "决定书").getAttribute("href"), place.url);
  const [group, number] = document.pathname.match(/groups\/(.*)\/cases\/(\d+)/).slice(1);
  const own = `${place.url}/queue?case=${group}-${number}`;
  await first.goto(own);
  await look(first, "asked");
  await first.getByText("还需 2 名管理员同意").first().waitFor();
  await first.getByLabel("理由").fill("核对过原话,是外链广告");
  await button(first, "同意: 移出群").click();
  await told(first, "还需 1 人");
  await look(first, "agreed-once");
  // Nobody agrees twice.
  await first.goto(own);
  await first.getByLabel("理由").fill("再说一遍");
  await button(first, "同意: 移出群").click();
  await told(first, "您已经表过态");
  const second = await someone(place, { as: "second-seller" });
  await second.goto(own);
  await second.getByText("核对过原话,是外链广告").first().waitFor();
  await look(second, "second");
  await second.getByLabel("理由").fill("同意移出");
  await button(second, "同意: 移出群").click();
  await told(second, "已记录您的决定");
  await second.goto(document.href);
  await second.getByText("同意移出").first().waitFor();
  assert.match(await second.locator("main").innerText(), /核对过原话/);
  await look(second, "document");
}
