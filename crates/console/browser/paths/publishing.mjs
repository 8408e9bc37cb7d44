// What goes out under the club's name passes two reviews by two people, in their order.

import { GROUP, club } from "./club.mjs";
import { button, now, told } from "./steps.mjs";

export default async function publishing({ stage, someone, look }) {
  const place = await club(stage);
  const draft = { title: "春山纪行", text: "周末登山的游记,配图六张。" };
  const request = { kind: "request", what: "publish", group: GROUP, member: "xu", at: now() };
  await place.happens("program", { ...request, ...draft });

  // The second reviewer's turn has not come.
  const second = await someone(place, { as: "ann" });
  await second.goto(`${place.url}/queue`);
  await second.getByText("没有等您处理的事").waitFor();

  const first = await someone(place, { as: "lin" });
  await first.goto(`${place.url}/queue`);
  await first.getByText("春山纪行").first().waitFor();
  await look(first, "first-review");
  await first.getByLabel("理由").fill("内容属实");
  await button(first, /^同意/).click();
  await told(first, "已记录您的同意");

  await second.goto(`${place.url}/queue`);
  await second.getByText("内容属实").waitFor();
  await look(second, "second-review");
  await button(second, /^同意/).click();
  await told(second, "已记录您的决定");
  await second.goto(`${place.url}/groups/${GROUP}/cases/1`);
  await second.getByText("林秋").first().waitFor();
  await look(second, "document");
}
