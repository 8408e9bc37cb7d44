// The policy file in an editor: rules and clauses in colours, and what is wrong as one types.
// It stands in a shadow tree, where its styles need no leave from the page's rules of security.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, linter } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** A document with rule blocks and a head between +++ lines, a line at a time. */
const language = StreamLanguage.define({
  startState: () => ({ inside: "" }),
  token(stream, state) {
    if (stream.sol()) {
      if (state.inside === "" && stream.match(/^\+\+\+\s*$/)) {
        state.inside = "+++";
        return "meta";
      }
      if (state.inside === "" && stream.match(/^```rule.*$/)) {
        state.inside = "```";
        return "meta";
      }
      if (state.inside && stream.match(state.inside)) {
        state.inside = "";
        stream.skipToEnd();
        return "meta";
      }
      if (state.inside === "" && stream.match(/^#+\s.*$/)) return "heading";
    }
    if (state.inside === "") {
      stream.skipToEnd();
      return null;
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*$/)) return "comment";
    if (stream.match(/^\[+[\w.-]+\]+/)) return "keyword";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^[\w-]+(?=\s*=)/)) return "propertyName";
    if (stream.match(/^\d[\w.:-]*/)) return "number";
    stream.next();
    return null;
  },
});

const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "bold" },
  { tag: tags.keyword, color: "var(--brand)", fontWeight: "bold" },
  { tag: tags.propertyName, color: "var(--undone)" },
  { tag: tags.string, color: "var(--done)" },
  { tag: tags.number, color: "var(--waits)" },
  { tag: [tags.comment, tags.meta], color: "var(--ink-soft)" },
]);

const look = EditorView.theme({
  "&": {
    height: "70vh",
    border: "1px solid var(--line-strong)",
    borderRadius: "6px",
    background: "var(--surface)",
    color: "var(--ink)",
    fontSize: "0.875rem",
  },
  "&.cm-focused": { outline: "2px solid var(--focus)" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--sunken)", color: "var(--ink-soft)", border: "0" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--mark) !important",
  },
  ".cm-tooltip, .cm-panels": { background: "var(--surface)", color: "var(--ink)" },
});

function start(area) {
  const host = document.createElement("div");
  area.before(host);
  area.hidden = true;
  const root = host.attachShadow({ mode: "open" });
  const state = document.querySelector("[data-editor-state]");
  document.querySelector("[data-editor-list]")?.remove();

  const check = async (view) => {
    const answer = await fetch("/api/v1/policies/check", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: area.dataset.file, text: view.state.doc.toString() }),
    });
    if (!answer.ok) return [];
    const { diagnostics } = await answer.json();
    const wrong = diagnostics.filter((one) => one.severity !== "advice");
    if (state) state.textContent = wrong.length ? state.dataset.wrong : state.dataset.clean;
    const { doc } = view.state;
    return diagnostics.map((one) => {
      const line = doc.line(Math.min(Math.max(one.line, 1), doc.lines));
      // Places count characters; the editor counts as JavaScript does.
      const signs = [...line.text];
      const before = signs.slice(0, one.column - 1).join("").length;
      const words = signs.slice(one.column - 1, one.column - 1 + one.length).join("").length;
      const from = Math.min(line.from + before, line.to);
      const severity = one.severity === "advice" ? "info" : one.severity;
      const message = one.help ? `${one.message}\n${one.help}` : one.message;
      return { from, to: Math.min(from + Math.max(words, 1), line.to), severity, message };
    });
  };

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        search(),
        highlightSelectionMatches(),
        keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab]),
        language,
        syntaxHighlighting(colours),
        look,
        linter(check, { delay: 600 }),
        lintGutter(),
        // What scrolls is reached by keys through the text in it.
        EditorView.contentAttributes.of({ "aria-label": area.dataset.file, tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) area.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  const line = Number(location.hash.replace("#line-", ""));
  if (line > 0 && line <= view.state.doc.lines) {
    const { from } = view.state.doc.line(line);
    view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
  }
}

const field = document.querySelector("[data-editor]");
if (field) start(field);
