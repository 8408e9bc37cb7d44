// Main paths, as people walk them.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";

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

export const PATHS = [
  [
    "removal-by-two",
    async ({ page, url, become, said }) => {
      await become("seller");
      await page.goto(`${url}/queue?sort=removal&group=sales`);
      const title = await page.locator("#case-title").textContent();
      assert.ok(title.length > 0);
      const link = await page.locator("a[data-key=Enter]").getAttribute("href");
      await page.fill("#reason", "核对过原话,是外链广告");
      await page.locator("button[value=approve]").click();
      await page.waitForSelector(".flash");
      await said("agreed-once");
      await become("second-seller");
      await page.goto(`${url}/queue?sort=removal&group=sales&case=${link.split("/").at(-3)}-${link.split("/").at(-1)}`);
      assert.match(await page.locator(".detail").textContent(), /核对过原话/);
      await said("agreed-already");
      await page.fill("#reason", "同意移出");
      await page.locator("button[value=approve]").click();
      await page.waitForSelector(".flash.done");
    },
  ],
  [
    "doubt-by-keys",
    async ({ page, url, become, said }) => {
      await become("project");
      await page.goto(`${url}/queue?sort=doubt`);
      const before = await page.locator(".waiting-list li").count();
      assert.ok(before > 0);
      await page.keyboard.press("n");
      assert.equal(await page.evaluate(() => document.activeElement.id), "note");
      await page.keyboard.press("Escape");
      await page.keyboard.press("r");
      await page.waitForSelector(".flash.done");
      await said("judged");
      assert.equal(await page.locator(".waiting-list li").count(), before - 1);
    },
  ],
  [
    "invited-with-two-steps",
    async ({ page, url, become, said }) => {
      await become("operator");
      await page.goto(`${url}/settings/users`);
      await page.locator("a[href='/settings/users/new']").click();
      await page.fill("#shown", "陈静");
      await page.fill("#name", "chenjing");
      await page.selectOption("#role", "admin");
      await page.selectOption("#group", "sales");
      await page.locator("main form button").click();
      const link = new URL(await page.locator(".copyable").textContent());
      await said("link");
      await become(null);
      await page.goto(url + link.pathname);
      await page.fill("#password", "a-long-word-of-hers");
      await page.fill("#again", "a-long-word-of-hers");
      await said("password");
      await page.locator("main form button.button").first().click();
      await page.locator("a.name").first().click();
      await page.fill("#on-password", "a-long-word-of-hers");
      await page.locator("form[action='/account/second-factor'] button").click();
      await page.waitForSelector("svg.qr");
      await page.fill("#code", "000000");
      await page.locator("form[action$=confirm] button").click();
      await page.waitForSelector("#wrong");
      await said("code");
      const secret = await page.locator(".copyable").textContent();
      // The sample's clock stands still at the end of its month.
      const now = Date.parse("2026-03-31T12:00:00+08:00") / 1000;
      await page.fill("#code", onePassword(secret, now));
      await page.locator("form[action$=confirm] button").click();
      assert.equal(await page.locator(".codes li").count(), 10);
      await said("recovery");
      await page.locator("main a.button.first").click();
      await said("account");
    },
  ],
];
