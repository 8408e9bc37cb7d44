// From the link that the program prints to the first decision, with nothing but a document.

import assert from "node:assert/strict";
import { button, connector, link, now, told } from "./steps.mjs";

/** A document as an office has it. */
export const DOCUMENT = `晨跑团群约定

一、群里不发广告,也不推销东西。第一次提醒,第二次警告,第三次移出群;移出要有两名管理员同意。
二、每天22:30至次日5:00是休息时间,请勿发消息。
三、对处理不服的,三天内可以向群主申诉。
`;

export default async function firstRun({ stage, someone, look }) {
  const place = await stage.withNothing();
  const page = await someone(place);
  await page.goto(place.setUp);
  await look(page, "begin");
  const file = { name: "晨跑团群约定.txt", mimeType: "text/plain", buffer: Buffer.from(DOCUMENT) };
  await page.getByLabel("制度文件").setInputFiles(file);
  await button(page, "上传,逐条看").click();
  await page.getByRole("heading", { name: "晨跑团群约定" }).waitFor();
  await page.getByText("三天内可以向群主申诉").waitFor();
  await look(page, "clauses");
  await link(page, "下一步:建账号").click();
  await page.getByLabel("姓名").fill("文静");
  await look(page, "account");
  await page.getByLabel("登录名").fill("wenjing");
  await page.getByLabel("密码", { exact: true }).fill("chenpao-2026-wu");
  await page.getByLabel("再输一遍密码").fill("chenpao-2026-wu");
  await button(page, "建账号").click();
  await page.getByRole("heading", { name: "接下来" }).waitFor();
  await look(page, "welcome");

  await link(page, "选群、发布").click();
  await page.getByLabel("正式执行").check();
  await look(page, "publish");
  await page.getByRole("button", { name: "发布", exact: true }).click();
  await told(page, "已发布");
  await look(page, "published");
  // The group's messages come in; whoever set the server up also runs the group.
  const manager = (await page.context().cookies())
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ");
  const me = JSON.parse(await place.ask(manager, "GET", "/api/v1/me"));
  await place.ask(manager, "PATCH", `/api/v1/users/${me.user}`, { member: "wen" });
  await place.ask(manager, "POST", `/api/v1/users/${me.user}/grants`, { role: "admin" });
  await page.goto(`${place.url}/queue`);
  await page.getByRole("heading", { name: "没有等您处理的事" }).waitFor();
  await look(page, "nothing-waits");

  const token = await connector(place, manager);
  const members = [
    { id: "zhou", name: "老周", roles: ["owner"] },
    { id: "wen", name: "文静", roles: ["admin"] },
    { id: "ding", name: "小丁" },
    { id: "xu", name: "小许" },
  ];
  const group = "chenpao";
  const message = { kind: "message", group };
  const decided = await place.happens(
    token,
    { kind: "group", at: now(), group, name: "晨跑团", members },
    { ...message, at: now(1), member: "ding", text: "明早六点老地方集合" },
    { ...message, at: now(2), member: "xu", text: "团购价只要 39 元,想要的扫码进群" },
    { ...message, at: now(3), member: "ding", text: "朋友开的健身房办卡有优惠,想办的联系我" },
  );
  assert.deepEqual(decided.map((list) => list.length), [0, 0, 1, 1]);

  await page.goto(`${place.url}/groups/${group}`);
  await link(page, "提醒").waitFor();
  await look(page, "group");
  await page.goto(`${place.url}/queue`);
  await page.getByText("办卡有优惠").first().waitFor();
  await look(page, "waits");
  await button(page, "是违规").click();
  await told(page, "已记录您的决定");
  await page.goto(`${place.url}/groups/${group}?view=decisions`);
  await page.getByText("小丁").first().waitFor();
  await look(page, "decided");
  await page.goto(place.url);
  await look(page, "overview");
}
