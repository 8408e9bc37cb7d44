// What was entered is still there when something is wrong with it: on the page itself, one step
// back from a page that only says what is wrong, and where somebody else was quicker.

import assert from "node:assert/strict";
import { GROUP, club, linkFor } from "./club.mjs";
import { button, link, told } from "./steps.mjs";

export default async function mistakes({ stage, someone, look }) {
  const place = await club(stage);
  const ann = await someone(place, { as: "ann" });
  await ann.goto(`${place.url}/account`);
  await ann.locator("summary", { hasText: "令牌" }).click();
  await ann.fill("#token-name", "报表/每周");
  await ann.selectOption("#days", "365");
  await button(ann, "建一个令牌").click();
  await told(ann, "请写明令牌可以做什么");
  assert.equal(await ann.inputValue("#token-name"), "报表/每周");
  assert.equal(await ann.inputValue("#days"), "365");
  await ann.locator("#token-name").waitFor({ state: "visible" });
  // Once it went well, or somebody went on, nothing is left of it.
  await ann.goto(`${place.url}/account`);
  assert.equal(await ann.inputValue("#token-name"), "");

  const own = await linkFor(place, ann, "xu");
  const page = await someone(place, { phone: true });
  await page.goto(`${own}/leave`);
  await page.fill("#until", "2001-01-01");
  await page.fill("#text", "回老家看望外婆");
  await page.getByRole("main").locator("form .button.first").tap();
  await page.getByText("请选今天或以后的一天").waitFor();
  await look(page, "wrong-day");
  await link(page, "刚才填的还在").tap();
  assert.equal(await page.inputValue("#text"), "回老家看望外婆");
  await look(page, "again");

  // More than is taken is said by the page, not by the browser.
  const office = await someone(place, { as: "office" });
  await office.goto(`${place.url}/settings/calendars?year=2027`);
  await office.locator("textarea[name=text]").first().fill("元旦放假。".repeat(120_000));
  await office.locator("form", { has: office.locator("textarea[name=text]") }).first()
    .evaluate((form) => form.requestSubmit());
  await office.getByText("内容太长").waitFor();
  await look(office, "too-long");
  assert.equal(new URL(office.url()).origin, place.url);
  await office.goto(`${place.url}/groups/${GROUP}`);
}
