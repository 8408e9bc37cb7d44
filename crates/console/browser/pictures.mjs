// The pictures of the README. Usage: node pictures.mjs PROGRAM FOLDER
// In Chinese and light, on the sample company's month, whose clock stands: the same pages give the
// same pictures where the fonts are the same.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { settled } from "./looks.mjs";
import { DOCUMENT } from "./paths/first-run.mjs";
import { button, link } from "./paths/steps.mjs";
import { begin, visit } from "./stage.mjs";

/** The most bytes of a picture: a README is read over slow lines too. */
const BYTES_MAX = 150_000;
const DESK = { width: 1200, height: 750 };
const PHONE = { width: 390, height: 690 };

const [program, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const stage = await begin(program, process.env.CHROMIUM ?? "/usr/bin/chromium");
const wrong = (what) => {
  throw new Error(what);
};
const press = await stage.browser.newPage();

/** Keeps what a page shows as a WebP picture, which browsers write from a canvas. */
async function keep(page, name, size = DESK) {
  await page.setViewportSize(size);
  await settled(page);
  const seen = (await page.screenshot()).toString("base64");
  const made = await press.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.width, image.height];
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.85).split(",")[1];
  }, seen);
  const bytes = Buffer.from(made, "base64");
  assert.ok(bytes.length < BYTES_MAX, `${name}: ${bytes.length} bytes`);
  writeFileSync(join(folder, `${name}.webp`), bytes);
  console.log(`${name}.webp: ${Math.ceil(bytes.length / 1024)} KB`);
}

/** The first run: a document, what of it can be carried out, and its publishing. */
async function firstRun() {
  const place = await stage.withNothing();
  const page = await visit(stage.browser, place, wrong);
  await page.goto(place.setUp);
  await keep(page, "1-upload");
  const file = { name: "晨跑团群约定.txt", mimeType: "text/plain", buffer: Buffer.from(DOCUMENT) };
  await page.getByLabel("制度文件").setInputFiles(file);
  await button(page, "上传,逐条看").click();
  await page.getByText("三天内可以向群主申诉").waitFor();
  await keep(page, "2-clauses");
  await link(page, "下一步:建账号").click();
  await page.getByLabel("姓名").fill("文静");
  await page.getByLabel("登录名").fill("wenjing");
  await page.getByLabel("密码", { exact: true }).fill("chenpao-2026-wu");
  await page.getByLabel("再输一遍密码").fill("chenpao-2026-wu");
  await button(page, "建账号").click();
  await link(page, "选群、发布").click();
  await page.getByRole("heading", { name: "发布" }).waitFor();
  await keep(page, "3-publish");
}

/** A month later: what waits, what was said, how it went, and a member's own pages. */
async function aMonthLater() {
  const place = stage.month;
  const page = await visit(stage.browser, place, wrong, { as: "manager" });
  const own = await visit(stage.browser, place, wrong, { phone: true });
  await page.goto(`${place.url}/groups/sales`);
  // Back to where something was found in what somebody said.
  const found = page.locator(".found", { has: page.locator("p") });
  while ((await found.count()) === 0) {
    await page.goto(new URL(await link(page, "更早的").getAttribute("href"), place.url).href);
  }
  await found.first().evaluate((one) => one.scrollIntoView({ block: "center" }));
  await keep(page, "4-group");
  // Whoever runs the group decides; what all groups are like is for whoever looks after them.
  const seller = await visit(stage.browser, place, wrong, { as: "seller" });
  await seller.goto(`${place.url}/queue?sort=removal`);
  await keep(seller, "5-queue");
  await page.goto(place.url);
  await keep(page, "6-overview");
  await own.goto(`${place.url}${place.member}`);
  await keep(own, "7-member", PHONE);
}

try {
  await firstRun();
  await aMonthLater();
} finally {
  await stage.end();
}
