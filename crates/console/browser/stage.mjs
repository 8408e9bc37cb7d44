// Servers of the console, each on a store of its own, and people who come to them with a browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

/** How long anything may take to be there: a loaded machine is slow, and only failures wait. */
const PATIENCE_MS = 30_000;

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** Begins: the program that serves, and the browser. */
export async function begin(program, executablePath) {
  const server = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    assert.ok(!done, "the server ended");
    return new Place(JSON.parse(value));
  };
  const month = await next();
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
  });
  const fresh = (sort) => {
    server.stdin.write(`${sort}\n`);
    return next();
  };
  return {
    month,
    browser,
    /** A further server with the sample company's month. */
    withMonth: () => fresh("month"),
    /** A server that nobody has used yet. */
    withNothing: () => fresh("nothing"),
    /** A server that knows the people of a club. */
    withClub: () => fresh("club"),
    async end() {
      await browser.close();
      server.stdin.end();
    },
  };
}

/** A server. */
export class Place {
  constructor({ url, cookies, set_up: setUp, member }) {
    this.url = url;
    this.cookies = cookies;
    this.member = member;
    // The link names the port that was asked for, which is any.
    this.setUp = setUp && url + new URL(setUp).pathname;
  }

  /** Asks the interface for programs, with a token or as somebody who is signed in. */
  async ask(who, method, path, body) {
    const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin" };
    if (who.startsWith("qgt_")) headers.authorization = `Bearer ${who}`;
    else headers.cookie = this.cookies[who] ?? who;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await fetch(this.url + path, { method, headers, body: text });
    const said = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${said}`);
    return said;
  }

  /** Hands events over, and says what was decided on each. */
  async happens(who, ...events) {
    const said = await this.ask(who, "POST", "/api/v1/events", events.map(line).join("\n"));
    return said.trim().split("\n").map((answer) => {
      const { status, decisions, message } = JSON.parse(answer);
      assert.equal(status, "kept", message);
      return decisions;
    });
  }

  /** Brings a policy file into use. */
  activate(who, name, text) {
    return this.ask(who, "POST", "/api/v1/policies", { name, text });
  }
}

let count = 0;

/** An event as a line, with an id of its own. */
function line(event) {
  count += 1;
  return JSON.stringify({ id: `browser-${count}`, ...event });
}

/**
 * A page of somebody who comes to a server: signed in as whom the server knows by that name, or
 * as nobody. What the browser complains about goes to `wrong`.
 */
export async function visit(browser, place, wrong, { as, phone, language, theme } = {}) {
  const context = await browser.newContext({
    viewport: phone ? PHONE : DESK,
    isMobile: Boolean(phone),
    hasTouch: Boolean(phone),
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    reducedMotion: "reduce",
  });
  const cookies = [
    ["qungui_language", language ?? "zh"],
    ["qungui_theme", theme ?? "light"],
  ];
  if (as) cookies.push((place.cookies[as] ?? as).split("="));
  const domain = new URL(place.url).hostname;
  await context.addCookies(
    cookies.map(([name, value]) => ({ name, value, domain, path: "/" })),
  );
  await context.addInitScript(() => {
    window.shifts = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("console", (message) => {
    // What is not there is not there: that is what the page says.
    const expected = message.text().includes("status of 4");
    if (message.type() === "error" && !expected) wrong(message.text());
  });
  page.on("pageerror", (error) => wrong(String(error)));
  return page;
}
