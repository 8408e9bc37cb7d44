// What every page has to be: accessible in light and dark, at a desk and on a phone, no wider
// than the screen, still, light and soon there.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Waits until what was loaded has been drawn. */
export async function settled(page) {
  await page.waitForLoadState("load");
  await page.evaluate(async () => {
    await document.fonts.ready;
    const drawn = () => new Promise((done) => requestAnimationFrame(() => done()));
    await drawn();
    await drawn();
  });
}

/** What axe finds against a page. */
async function accessible(page, wrong) {
  const found = await page.evaluate(
    async ([source, values]) => {
      // By the browser's own leave: the page's rules of security stay as they are.
      if (!window.axe) (0, eval)(source);
      return axe.run(document, { runOnly: { type: "tag", values } });
    },
    [axe, RULES],
  );
  for (const one of found.violations) {
    const where = one.nodes.slice(0, 3).map((node) => `${node.target}: ${node.failureSummary}`);
    wrong(`${one.id}: ${one.help}\n    ${where.join("\n    ")}`);
  }
}

async function narrow(page, wrong) {
  const [wide, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    window.innerWidth,
  ]);
  if (wide > width) wrong(`${wide} wide on ${width}`);
}

/** The most by which things on a page may move while it comes. */
const MOVED_MOST = 0.005;

/** Whether nothing moved while the page came. */
export async function still(page, wrong) {
  const shifts = await page.evaluate(() => window.shifts);
  if (shifts > MOVED_MOST) wrong(`things move by ${shifts}`);
  return shifts;
}

/** The most bytes of a first load, as they come over the line. */
const FIRST_LOAD_BYTES = 200 * 1024;
/** How long a page may take. The best of some tries counts: a test machine does other things. */
const PAGE_MS = 100;
const TRIES = 8;

/** Whether a first load is small: the page and all that it loads. */
async function light(page, wrong) {
  const bytes = await page.evaluate(() => {
    const all = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
    return all.reduce((sum, one) => sum + one.encodedBodySize, 0);
  });
  if (bytes > FIRST_LOAD_BYTES) wrong(`${bytes} bytes`);
  return bytes;
}

/** How many milliseconds it takes to have the page, and whether that is soon enough. */
export async function soon(page, wrong) {
  const took = await page.evaluate(async ([most, tries]) => {
    let best = Infinity;
    for (let count = 0; count < tries && best > most; count += 1) {
      const began = performance.now();
      await (await fetch(location.href, { cache: "no-store" })).text();
      best = Math.min(best, performance.now() - began);
    }
    return best;
  }, [PAGE_MS, TRIES]);
  if (took > PAGE_MS) wrong(`it takes ${Math.round(took)} ms`);
  return took;
}

/** Whether nothing moves where the page comes over a slow line, its styles being here already. */
export async function stillSlowly(page, line, wrong) {
  const { pathname, search } = new URL(page.url());
  // The styles come from there as well, and browsers keep them by address.
  await page.goto(`${line}/nowhere`);
  await page.goto(line + pathname + search);
  await settled(page);
  return still(page, (what) => wrong(`over a slow line ${what}`));
}

/** A page as it stands, in its present look. */
export async function look(page, wrong) {
  await settled(page);
  const moved = await still(page, wrong);
  const bytes = await light(page, wrong);
  await narrow(page, wrong);
  await accessible(page, wrong);
  return { moved, bytes };
}

/** A page as it stands, in every look; it is left in the one in which it was. */
export async function lookAllOver(page, folder, name, wrong) {
  await settled(page);
  await still(page, (what) => wrong(`${name}: ${what}`));
  await light(page, (what) => wrong(`${name}: ${what}`));
  const before = page.viewportSize();
  const theme = await page.evaluate(() => document.documentElement.dataset.theme);
  for (const [sort, size] of [["desk", DESK], ["phone", PHONE]]) {
    await page.setViewportSize(size);
    for (const colours of ["light", "dark"]) {
      const here = `${name}-${sort}-${colours}`;
      await page.evaluate((to) => (document.documentElement.dataset.theme = to), colours);
      await settled(page);
      await narrow(page, (what) => wrong(`${here}: ${what}`));
      await accessible(page, (what) => wrong(`${here}: ${what}`));
      if (sort === "desk" || colours === "light") {
        await page.screenshot({ path: join(folder, `${here}.png`) });
      }
    }
  }
  await page.setViewportSize(before);
  await page.evaluate((to) => (document.documentElement.dataset.theme = to), theme);
}
