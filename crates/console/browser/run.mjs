// The console in a real browser. Usage: node run.mjs PROGRAM FOLDER
// PROGRAM serves the console; screenshots go to FOLDER. ONLY=words runs what has them in its name.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { look, lookAllOver, soon, stillSlowly } from "./looks.mjs";
import { LOOKS, PAGES } from "./pages.mjs";
import { PATHS } from "./paths/index.mjs";
import { slowLine } from "./slow-line.mjs";
import { begin, visit } from "./stage.mjs";

const [program, folder] = process.argv.slice(2);
const only = process.env.ONLY ?? "";

mkdirSync(folder, { recursive: true });
const wrong = [];
/** What pages took, weighed and moved. */
const measured = [];
const stage = await begin(program, process.env.CHROMIUM ?? "/usr/bin/chromium");

const line = await slowLine(stage.month.url);

/** Looks at one page in one look. */
async function seen([name, path, as, ...pressed], { look: sort, width, height, theme, language }) {
  const here = `${name}-${sort}`;
  const against = (what) => wrong.push(`${here}: ${what}`);
  const page = await visit(stage.browser, stage.month, against, { as, theme, language });
  await page.setViewportSize({ width, height });
  const address = typeof path === "function" ? await path(stage.month) : path;
  let answer = await page.goto(stage.month.url + address);
  for (const one of pressed) {
    const place = page.locator(one).first();
    const to = await place.getAttribute("href");
    if (to) {
      answer = await page.goto(new URL(to, page.url()).href);
      continue;
    }
    [answer] = await Promise.all([page.waitForNavigation(), place.click()]);
  }
  const status = name === "nothing" ? 404 : 200;
  if (answer.status() !== status) against(`the answer is ${answer.status()}`);
  const { moved, bytes } = await look(page, against);
  const took = await soon(page, against);
  await page.screenshot({ path: join(folder, `${here}.png`), fullPage: true });
  // A page that a form answered with can't be asked for again.
  const slowly = answer.request().method() === "GET" ? await stillSlowly(page, line.url, against) : 0;
  measured.push({ here, took, bytes, moved: Math.max(moved, slowly) });
  await page.context().close();
}

/** Walks one path, on servers of its own. */
async function walked(name, walk) {
  const against = (what) => wrong.push(`${name}: ${what}`);
  const visitors = [];
  const someone = async (place, options) => {
    const page = await visit(stage.browser, place, against, options);
    visitors.push(page);
    return page;
  };
  const seeAllOver = (page, step) =>
    lookAllOver(page, folder, `${name}-${step}`, (what) => wrong.push(what));
  try {
    await walk({ stage, someone, look: seeAllOver });
  } catch (error) {
    for (const [at, page] of visitors.entries()) {
      await page.screenshot({ path: join(folder, `${name}-failed-${at}.png`), fullPage: true });
    }
    against(error.stack);
  }
  for (const page of visitors) await page.context().close();
}

try {
  for (const entry of PAGES.filter(([name]) => name.includes(only))) {
    for (const sort of LOOKS) await seen(entry, sort);
  }
  for (const [name, walk] of PATHS.filter(([name]) => name.includes(only))) {
    const began = Date.now();
    await walked(name, walk);
    console.log(`${name}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
  }
} finally {
  line.end();
  await stage.end();
}

/** The most of something, and of which page. */
function most(what, shown) {
  const [first] = measured.toSorted((one, other) => other[what] - one[what]);
  return first ? `${shown(first[what])} (${first.here})` : "none";
}

const whole = Math.round;
console.log(
  `${measured.length} looks; at most ${most("took", (ms) => `${whole(ms)} ms`)}, ` +
    `${most("bytes", (bytes) => `${whole(bytes / 1024)} KB`)}, moved ${most("moved", String)}`,
);

if (wrong.length > 0) {
  console.error([...new Set(wrong)].join("\n"));
  process.exit(1);
}
