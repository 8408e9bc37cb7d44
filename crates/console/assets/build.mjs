// Bundles the console's scripts and styles, and puts the icons that are used into one file.
// Every name has a hash of its content, so that browsers may keep it for ever.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const out = process.argv[2];
mkdirSync(out, { recursive: true });

await build({
  // The editor is loaded on its own page alone.
  entryPoints: ["src/console.js", "src/console.css", "src/editor.js"],
  outdir: out,
  entryNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome90", "firefox90", "safari15"],
  legalComments: "none",
  logLevel: "error",
});

// The icons: our name for each, and the name that the package has for it.
const icons = JSON.parse(readFileSync("src/icons.json", "utf8"));
const symbols = Object.entries(icons).map(([name, drawn]) => {
  const file = readFileSync(`node_modules/lucide-static/icons/${drawn}.svg`, "utf8");
  const body = file
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/^[\s\S]*?<svg[^>]*>/, "")
    .replace("</svg>", "")
    .replace(/\s+/g, " ")
    .trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
});
// How they are drawn is said by what uses them, through inheritance.
keep("icons", "svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
keep("sign", "svg", readFileSync("src/sign.svg", "utf8"));

function keep(name, ending, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  writeFileSync(join(out, `${name}-${hash}.${ending}`), text);
}
