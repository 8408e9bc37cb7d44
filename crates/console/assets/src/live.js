// News of a group as they come: the page's own list is fetched anew, so that there is one way of
// showing what happened.

export function startLive() {
  const list = document.querySelector("[data-live]");
  if (!list || !("EventSource" in window)) return;
  const state = document.querySelector("[data-live-state]");
  const source = new EventSource(list.dataset.live);
  let waiting = false;
  const say = (name) => {
    if (!state) return;
    state.dataset.state = name;
    state.querySelector("span").textContent = state.dataset[name];
  };
  source.addEventListener("open", () => say("on"));
  source.addEventListener("error", () => say("off"));
  const renew = () => {
    if (waiting || document.hidden) return;
    waiting = true;
    setTimeout(async () => {
      waiting = false;
      const answer = await fetch(list.dataset.renew, { headers: { accept: "text/html" } });
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (fresh) list.replaceChildren(...fresh.childNodes);
    }, 400);
  };
  source.addEventListener("record", renew);
  source.addEventListener("missed", renew);
  document.addEventListener("visibilitychange", renew);
}
