// Somebody is invited, sets a password and turns on the second step.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { MONTH_NOW } from "./steps.mjs";

/** The one-time password that a phone shows for a secret, some steps of 30 seconds from now. */
function onePassword(secret, seconds) {
  const bits = [...secret.replaceAll(" ", "")]
    .map((one) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(one).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(seconds / 30)));
  const digest = createHmac("sha1", key).update(step).digest();
  const four = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(four % 1_000_000).padStart(6, "0");
}

export default async function invited({ stage, someone, look }) {
  const place = await stage.withMonth();
  const office = await someone(place, { as: "operator" });
  await office.goto(`${place.url}/settings/users`);
  await office.locator("a[href='/settings/users/new']").click();
  await office.fill("#shown", "陈静");
  await office.fill("#name", "chenjing");
  await office.selectOption("#role", "admin");
  await office.selectOption("#group", "sales");
  await office.locator("main form button").click();
  const link = new URL(await office.locator(".copyable").textContent());
  await look(office, "link");
  const page = await someone(place, {});
  await page.goto(place.url + link.pathname);
  await page.fill("#password", "a-long-word-of-hers");
  await page.fill("#again", "a-long-word-of-hers");
  await look(page, "password");
  await page.locator("main form button.button").first().click();
  await page.locator("a.name").first().click();
  await page.fill("#on-password", "a-long-word-of-hers");
  await page.locator("form[action='/account/second-factor'] button").click();
  await page.waitForSelector("svg.qr");
  await page.fill("#code", "000000");
  await page.locator("form[action$=confirm] button").click();
  await page.waitForSelector("#wrong");
  await look(page, "code");
  const secret = await page.locator(".copyable").textContent();
  // The sample's clock stands still at the end of its month.
  await page.fill("#code", onePassword(secret, Date.parse(MONTH_NOW) / 1000));
  await page.locator("form[action$=confirm] button").click();
  assert.equal(await page.locator(".codes li").count(), 10);
  await look(page, "recovery");
  await page.locator("main a.button.first").click();
  await look(page, "account");
}
