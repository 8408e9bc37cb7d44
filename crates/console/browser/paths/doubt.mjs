// Doubt to verdict, by keys alone.

import assert from "node:assert/strict";
import { link, told } from "./steps.mjs";

export default async function doubt({ stage, someone, look }) {
  const place = await stage.withMonth();
  const page = await someone(place, { as: "project" });
  await page.goto(`${place.url}/queue?sort=doubt`);
  await look(page, "waiting");
  const waiting = page.getByRole("navigation", { name: "等待处理的事项" }).getByRole("listitem");
  const before = await waiting.count();
  assert.ok(before > 1, `${before} doubts wait`);
  // The message, what the policy says and the buttons are on one screen.
  const { height } = page.viewportSize();
  for (const seen of [".said.focus", ".article .cite", "button[value=approve]", "button[value=claim]"]) {
    const box = await page.locator(seen).first().boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= height, `${seen} is out of sight`);
  }
  const document = await link(page, "决定书").getAttribute("href");
  await page.keyboard.press("n");
  assert.equal(await page.evaluate(() => document.activeElement.id), "note");
  await page.keyboard.press("Escape");
  await page.keyboard.press("r");
  await told(page, "已记录您的决定");
  assert.equal(await waiting.count(), before - 1);
  assert.notEqual(await link(page, "决定书").getAttribute("href"), document);
  await look(page, "judged");
  await page.goto(new URL(document, place.url).href);
  await page.getByText("不算违反规定").first().waitFor();
  await look(page, "document");
  // The other verdict, on the next one.
  await page.goto(`${place.url}/queue?sort=doubt`);
  await page.keyboard.press("a");
  await told(page, "已记录您的决定");
  assert.equal(await waiting.count(), 0);
}
