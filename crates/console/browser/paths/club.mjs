// A club with a policy, its group and its members.

import { readFileSync } from "node:fs";
import { button, now } from "./steps.mjs";

const POLICY = readFileSync(new URL("club.md", import.meta.url), "utf8");

export const GROUP = "club";

const MEMBERS = [
  { id: "zhou", name: "老周", roles: ["owner"] },
  { id: "ann", name: "安宁", roles: ["admin"] },
  { id: "bob", name: "柏松", roles: ["admin"] },
  { id: "lin", name: "林秋", tags: ["组长"] },
  { id: "ding", name: "小丁" },
  { id: "xu", name: "小许" },
];

/** The club's server, with its policy in use and its group known. */
export async function club(stage) {
  const place = await stage.withClub();
  await place.activate("office", "club.md", POLICY);
  const group = { kind: "group", name: "登山队", members: MEMBERS };
  await place.happens("program", { at: now(), group: GROUP, ...group });
  return place;
}

/** A member says something; what is decided on it. */
export async function says(place, member, text) {
  const said = { kind: "message", at: now(), group: GROUP, member, text };
  return (await place.happens("program", said))[0];
}

/** The address of a member's own pages, as an administrator gets it for them. */
export async function linkFor(place, administrator, member) {
  await administrator.goto(`${place.url}/groups/${GROUP}/member-link`);
  await administrator.getByLabel("成员编号").fill(member);
  await button(administrator, "生成链接").click();
  const shown = administrator.getByText("/m/");
  await shown.waitFor();
  return place.url + new URL(await shown.innerText()).pathname;
}
