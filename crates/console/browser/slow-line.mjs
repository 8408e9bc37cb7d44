// A slow line between a browser and a server: pages come in pieces, and what there is of them is
// drawn in between.

import { createServer, request } from "node:http";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a piece takes: longer than the one before takes to be drawn. */
const PAUSE_MS = 120;
/** Which part of a page each piece ends with: the first fills a screen, or less. */
const PARTS = [0.07, 0.15, 0.3, 0.6];

/** A page in pieces, each ending behind an element. */
function pieces(page) {
  const ends = [...page.matchAll(/<\/(?:tr|li|p|section|dd)>/g)];
  const places = PARTS.map((part) => {
    const last = ends.findLast((end) => end.index < page.length * part);
    return last ? last.index + last[0].length : 0;
  });
  const all = [0, ...new Set(places.filter((at) => at > 0)), page.length];
  return all.slice(1).map((at, before) => page.slice(all[before], at));
}

async function pass(asked, answer, to) {
  const headers = { ...asked.headers, host: to.host, "accept-encoding": "identity" };
  const onward = request(new URL(asked.url, to), { headers });
  onward.end();
  const [came] = await once(onward, "response");
  answer.writeHead(came.statusCode, came.headers);
  if (!came.headers["content-type"]?.startsWith("text/html")) return came.pipe(answer);
  let page = "";
  for await (const part of came.setEncoding("utf8")) page += part;
  for (const piece of pieces(page)) {
    answer.write(piece);
    await sleep(PAUSE_MS);
  }
  answer.end();
}

/** A slow line to a server: its own address, and an end. */
export async function slowLine(url) {
  const server = createServer((asked, answer) => {
    pass(asked, answer, new URL(url)).catch(() => answer.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://${new URL(url).hostname}:${server.address().port}`,
    end: () => server.closeAllConnections() ?? server.close(),
  };
}
