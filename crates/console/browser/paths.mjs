// Main paths, as people walk them.

import assert from "node:assert/strict";

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
];
