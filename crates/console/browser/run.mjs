// The console in a real browser. Usage: node run.mjs PROGRAM FOLDER
// PROGRAM serves the console on the sample company's month; screenshots go to FOLDER.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";
import { LOOKS, PAGES } from "./pages.mjs";
import { PATHS } from "./paths.mjs";

const [program, folder] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browserPath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const only = process.env.ONLY;

mkdirSync(folder, { recursive: true });
const data = mkdtempSync(join(tmpdir(), "qungui-browser-"));
const server = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
const served = await new Promise((resolve, reject) => {
  createInterface({ input: server.stdout }).once("line", (line) => resolve(JSON.parse(line)));
  server.once("exit", () => reject(new Error("the server ended")));
});

const context = await chromium.launchPersistentContext(data, {
  executablePath: browserPath,
  headless: true,
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

const wrong = [];
const host = new URL(served.url).hostname;

/** Becomes somebody, with a look. */
async function become(person, language = "zh", theme = "light") {
  await context.clearCookies();
  const cookies = [
    ["qungui_language", language],
    ["qungui_theme", theme],
  ];
  if (person) cookies.push(served.cookies[person].split("="));
  await context.addCookies(
    cookies.map(([name, value]) => ({ name, value, domain: host, path: "/" })),
  );
}

/** What axe finds against a page. */
async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }),
  );
  for (const one of found.violations) {
    const where = one.nodes.slice(0, 3).map((node) => `${node.target}: ${node.failureSummary}`);
    wrong.push(`${name}: ${one.id}: ${one.help}\n    ${where.join("\n    ")}`);
  }
}

try {
  for (const [name, path, person, ...pressed] of PAGES) {
    if (only && !name.includes(only)) continue;
    for (const { look, width, height, theme, language } of LOOKS) {
      await become(person, language, theme);
      const page = await context.newPage();
      page.on("console", (message) => {
        // What is not there is not there: that is what the page says.
        const expected = message.text().includes("status of 40");
        if (message.type() === "error" && !expected) wrong.push(`${name}: ${message.text()}`);
      });
      page.on("pageerror", (error) => wrong.push(`${name}: ${error}`));
      await page.addInitScript(() => {
        window.shifts = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) window.shifts += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      await page.setViewportSize({ width, height });
      await page.goto(served.url + path, { waitUntil: "load" });
      for (const link of pressed) {
        const to = await page.locator(link).first().getAttribute("href");
        await page.goto(new URL(to, page.url()).href, { waitUntil: "load" });
      }
      await page.waitForTimeout(150);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > width) wrong.push(`${name}-${look}: ${wide} wide on ${width}`);
      const shifts = await page.evaluate(() => window.shifts);
      if (shifts > 0.01) wrong.push(`${name}-${look}: things move by ${shifts}`);
      await accessible(page, `${name}-${look}`);
      await page.screenshot({ path: join(folder, `${name}-${look}.png`), fullPage: true });
      await page.close();
    }
  }
  for (const [name, walk] of PATHS) {
    if (only && !name.includes(only)) continue;
    const page = await context.newPage();
    await page.setViewportSize({ width: 1280, height: 900 });
    page.setDefaultTimeout(10_000);
    const said = (step) => page.screenshot({ path: join(folder, `${name}-${step}.png`) });
    try {
      await walk({ page, url: served.url, become, said });
    } catch (error) {
      await said("failed");
      wrong.push(`${name}: ${error}`);
    }
    await page.close();
  }
} finally {
  await context.close();
  server.stdin.end();
  rmSync(data, { recursive: true, force: true });
}

if (wrong.length > 0) {
  console.error(wrong.join("\n"));
  process.exit(1);
}
