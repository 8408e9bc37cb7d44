// A doubt goes to a colleague, and then to another article.

import assert from "node:assert/strict";
import { told } from "./steps.mjs";

export default async function elsewhere({ stage, someone, look }) {
  const place = await stage.withMonth();
  const page = await someone(place, { as: "project" });
  await page.goto(`${place.url}/queue?sort=doubt`);
  await page.locator(".other-ways summary").click();
  await page.locator("#colleague").selectOption({ index: 1 });
  await page.fill("#reason", "您更清楚前后情况");
  await page.locator("button[value=ask]").click();
  await page.waitForSelector(".flash.done");
  assert.match(await page.locator(".detail").textContent(), /请 .+ 看一下。 您更清楚前后情况/);
  await page.locator(".other-ways summary").click();
  await page.locator("#article").selectOption({ index: 1 });
  await look(page, "other-ways");
  await page.fill("#reason", "说的是另一回事");
  await page.locator("button[value=other]").click();
  await told(page, "另一名管理员判断");
  await look(page, "moved");
}
