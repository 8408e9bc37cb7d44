// Small comforts on pages that work without them.

import { startKeys } from "./keys.js";
import { startKept } from "./kept.js";
import { startLive } from "./live.js";

startKept();
startKeys();
startLive();

// A choice of a filter is taken at once.
for (const field of document.querySelectorAll("[data-submit]")) {
  field.addEventListener("change", () => field.form?.requestSubmit());
}

// A form is sent once: the second click of a double click does nothing.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    // Coming back to the page, it may be sent again.
    setTimeout(() => delete form.dataset.sent, 3000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.dataset.prints = "";
  button.addEventListener("click", () => print());
}
