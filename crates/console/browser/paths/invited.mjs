// Invited, in, and two-step sign-in switched on.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { button, link, MONTH_NOW } from "./steps.mjs";

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
  const manager = await someone(place, { as: "operator" });
  await manager.goto(`${place.url}/settings/users`);
  await link(manager, "邀请用户").click();
  await manager.fill("#shown", "陈静");
  await manager.fill("#name", "chenjing");
  await manager.selectOption("#role", "admin");
  await manager.selectOption("#group", "sales");
  await button(manager, "邀请用户").click();
  const invitation = new URL(await manager.locator(".copyable").textContent());
  await look(manager, "link");
  const page = await someone(place, {});
  await page.goto(place.url + invitation.pathname);
  await page.fill("#password", "a-long-word-of-hers");
  await page.fill("#again", "a-long-word-of-hers");
  await look(page, "password");
  await button(page, "设置密码").click();
  await link(page, "我的账号").click();
  await page.fill("#on-password", "a-long-word-of-hers");
  await button(page, "打开两步验证").click();
  await page.waitForSelector("svg.qr");
  await page.fill("#code", "000000");
  await button(page, "确认打开").click();
  await page.waitForSelector("#wrong");
  await look(page, "code");
  const secret = await page.locator(".copyable").textContent();
  // The sample's clock stands still at the end of its month.
  await page.fill("#code", onePassword(secret, Date.parse(MONTH_NOW) / 1000));
  await button(page, "确认打开").click();
  assert.equal(await page.locator(".codes li").count(), 10);
  await look(page, "recovery");
  await link(page, "已经保存好了").click();
  await page.getByText("备用码还有 10 个").waitFor();
  await look(page, "account");
}
