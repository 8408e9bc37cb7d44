// The console in a real browser. Usage: node run.mjs PROGRAM FOLDER
// PROGRAM serves the console; screenshots go to FOLDER. ONLY=words runs what has them in its name.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { look, lookAllOver } from "./looks.mjs";
import { LOOKS, PAGES } from "./pages.mjs";
import { PATHS } from "./paths/index.mjs";
import { begin, visit } from "./stage.mjs";

const [program, folder] = process.argv.slice(2);
const only = process.env.ONLY ?? "";

mkdirSync(folder, { recursive: true });
const wrong = [];
const stage = await begin(program, process.env.CHROMIUM ?? "/usr/bin/chromium");

/** Looks at one page in one look. */
async function seen([name, path, as, ...pressed], { look: sort, width, height, theme, language }) {
  const here = `${name}-${sort}`;
  const against = (what) => wrong.push(`${here}: ${what}`);
  const page = await visit(stage.browser, stage.month, against, { as, theme, language });
  await page.setViewportSize({ width, height });
  const address = typeof path === "function" ? await path(stage.month) : path;
  await page.goto(stage.month.url + address);
  for (const link of pressed) {
    const to = await page.locator(link).first().getAttribute("href");
    await page.goto(new URL(to, page.url()).href);
  }
  await look(page, against);
  await page.screenshot({ path: join(folder, `${here}.png`), fullPage: true });
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
  await stage.end();
}

if (wrong.length > 0) {
  console.error([...new Set(wrong)].join("\n"));
  process.exit(1);
}
