// A decision with several measures, appealed against by the member on a phone, upheld by an
// administrator who had no part in it: everything is undone, and nothing counts any more.

import assert from "node:assert/strict";
import { GROUP, club, linkFor, says } from "./club.mjs";
import { button, link, told } from "./steps.mjs";

const AD = "专业办理信用卡套现,低手续费,加微信 abc12345 详聊";

export default async function appeal({ stage, someone, look }) {
  const place = await club(stage);
  const [asked] = await says(place, "ding", AD);
  assert.equal(asked.action, "ask");
  const ann = await someone(place, { as: "ann" });
  await ann.goto(`${place.url}/queue`);
  await button(ann, "是违规").click();
  await told(ann, "已记录您的决定");

  const member = await someone(place, { phone: true });
  const own = await linkFor(place, ann, "ding");
  await look(ann, "link");
  await member.goto(own);
  await look(member, "home");
  await link(member, "我的记录").click();
  await member.getByText("禁言").first().waitFor();
  await look(member, "standing");
  await link(member, "申诉").click();
  await member.getByLabel("请说说您的理由").fill("手机被孩子拿去乱点,已经删了");
  await look(member, "appeal");
  await button(member, "提交申诉").click();
  await told(member, "申诉");

  const bob = await someone(place, { as: "bob" });
  await bob.goto(`${place.url}/queue?sort=appeal`);
  await bob.getByText("手机被孩子拿去乱点").first().waitFor();
  await look(bob, "heard");
  await bob.getByLabel("理由").fill("核实过,不是本人发的");
  await button(bob, "申诉成立").click();
  await told(bob, "已记录您的决定");

  await member.goto(`${own}/standing`);
  await member.getByText("已撤销").first().waitFor();
  assert.equal(await member.getByText("请等答复").count(), 0);
  await look(member, "undone");
  await bob.goto(`${place.url}/groups/${GROUP}?view=decisions`);
  await bob.getByRole("row", { name: "禁言" }).getByRole("link").first().click();
  // The whole story stands there, from the message to what was undone.
  for (const words of [AD, "请人判断", "禁言", "手机被孩子拿去乱点", "核实过,不是本人发的"]) {
    await bob.locator("main").getByText(words).first().waitFor();
  }
  await bob.getByText("已撤销").first().waitFor();
  await look(bob, "document");
  // The next breach counts as the first: a mute is asked for, not a removal.
  const [again] = await says(place, "ding", `${AD},仅限今日`);
  assert.equal(again.action, "ask");
  await ann.goto(`${place.url}/queue`);
  await button(ann, "是违规").click();
  await told(ann, "已记录您的决定");
  await ann.goto(`${place.url}/groups/${GROUP}?view=decisions`);
  await ann.getByText("禁言").first().waitFor();
  assert.equal(await ann.getByText("移出群").count(), 0);
}
