// Keys in the queue: what each does stands on the element that it presses, as data-key.

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target;
    if (target.closest("input, textarea, select, [contenteditable]")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const wanted = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!wanted) return;
    if (key === "Enter" && target.closest("a, button, summary")) return;
    event.preventDefault();
    if (wanted.matches("textarea, input, select")) wanted.focus();
    else wanted.click();
  });
}
