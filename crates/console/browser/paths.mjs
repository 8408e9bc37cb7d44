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
      // The message, what the policy says and the buttons are on one screen.
      for (const seen of [".said.focus", ".article .cite", "button[value=approve]", "button[value=claim]"]) {
        const box = await page.locator(seen).first().boundingBox();
        assert.ok(box && box.y >= 0 && box.y + box.height <= 900, `${seen} is out of sight`);
      }
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
    "doubt-elsewhere",
    async ({ page, url, become, said }) => {
      await become("project");
      await page.goto(`${url}/queue?sort=doubt`);
      await page.locator(".other-ways summary").click();
      await page.locator("#colleague").selectOption({ index: 1 });
      await page.fill("#reason", "您更清楚前后情况");
      await page.locator("button[value=ask]").click();
      await page.waitForSelector(".flash.done");
      assert.match(await page.locator(".detail").textContent(), /请 .+ 看一下。 您更清楚前后情况/);
      await page.locator(".other-ways summary").click();
      await page.locator("#article").selectOption({ index: 1 });
      await said("other-ways");
      await page.fill("#reason", "说的是另一回事");
      await page.locator("button[value=other]").click();
      await page.waitForSelector(".flash.done");
      assert.match(await page.locator(".flash").textContent(), /另一名管理员判断/);
      await said("moved");
    },
  ],
];
