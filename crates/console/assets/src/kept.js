// What was entered is not lost when something is wrong with it: until the next page says how it
// went, the browser's tab keeps it. Passwords, codes and files are not kept.

const KEY = "entered";

/** The fields of a form that people fill in. */
function fields(form) {
  const kept = "input:not([type=hidden], [type=password], [type=file]), select, textarea";
  return [...form.querySelectorAll(kept)].filter(
    (field) => field.name && field.autocomplete !== "one-time-code" && !("editor" in field.dataset),
  );
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function write(entered) {
  try {
    if (entered) sessionStorage.setItem(KEY, JSON.stringify(entered));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Too much for the tab, or not allowed: browsers keep it behind their own way back.
  }
}

/** A field as it is entered: by its place, since several have the same name. */
function entry(field, at) {
  const ticked = field.type === "checkbox" || field.type === "radio";
  return [at, field.name, ticked ? field.checked : field.value];
}

function fill(form, entered) {
  const all = fields(form);
  for (const [at, name, value] of entered.fields) {
    const field = all[at];
    if (field?.name !== name) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
    for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      if (value && value !== field.defaultValue) fold.open = true;
    }
  }
}

export function startKept() {
  const entered = read();
  const back = document.querySelector("[data-entered]");
  const isWrong = entered?.isWrong || document.querySelector(".flash.grave");
  if (entered && back) {
    // A page that only says what is wrong: the form is one step back.
    back.href = entered.at;
    back.hidden = false;
    write({ ...entered, isWrong: true });
  } else if (entered) {
    const forms = [...document.querySelectorAll("form[method=post]")];
    const form = isWrong && forms.filter((one) => one.action === entered.action)[entered.which];
    if (form) fill(form, entered);
    write(null);
  }
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", () => {
      const same = [...document.querySelectorAll("form[method=post]")];
      const which = same.filter((one) => one.action === form.action).indexOf(form);
      const at = location.pathname + location.search;
      write({ at, action: form.action, which, fields: fields(form).map(entry) });
    });
  }
}
