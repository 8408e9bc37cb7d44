// Steps that several paths take.

/** Waits for what the page says about what was just done. */
export function told(page, words) {
  return page.locator(".flash", { hasText: words }).waitFor();
}

/** A button by what it says. */
export function button(page, words) {
  return page.getByRole("button", { name: words }).first();
}

/** A link by what it says. */
export function link(page, words) {
  return page.getByRole("link", { name: words }).first();
}

/** Now, as events write it. */
export function now(shiftMs = 0) {
  return new Date(Date.now() + shiftMs).toISOString();
}

/** The time at which the month's clock stands. */
export const MONTH_NOW = "2026-03-31T12:00:00+08:00";

/** A program that hands events over, with its token, made by whoever manages users. */
export async function connector(place, manager) {
  const grants = [{ role: "send-events" }];
  const wanted = { name: "lianjie", shown: "群消息", program: true, grants };
  const { id } = JSON.parse(await place.ask(manager, "POST", "/api/v1/users", wanted));
  const asked = { name: "群消息", scopes: ["send-events"] };
  const made = await place.ask(manager, "POST", `/api/v1/users/${id}/tokens`, asked);
  return JSON.parse(made).token;
}
