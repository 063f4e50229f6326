/** The handover sheet: what the next person must know, to read, copy or print. */

import { open } from "./dialog.js";
import { el } from "./dom.js";
import { sheet } from "./sheet.js";

/**
 * @param {import("./state.js").CallState} state
 * @param {(words: string) => void} say
 */
export function handover(state, say) {
  const parts = sheet(state);
  const body = el(
    "div",
    { class: "sheet", tabindex: "0", role: "region", "aria-label": "Handover sheet" },
    el(
      "div",
      { class: "sheet__parts" },
      parts.flatMap(({ name, lines }) => [el("h3", {}, name), el("ul", {}, lines.map((line) => el("li", {}, line)))]),
    ),
  );
  const copy = el("button", { type: "button", onclick: () => copied(plain(parts), say) }, el("kbd", {}, "C"), "Copy");
  const print = el("button", { type: "button", onclick: () => window.print() }, el("kbd", {}, "P"), "Print");
  body.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "c") copy.click();
    if (event.key.toLowerCase() === "p") print.click();
  });
  const done = open("Handover", [body, el("div", { class: "sheet__acts" }, copy, print)], "");
  body.focus();
  return done;
}

/** @param {{name: string, lines: string[]}[]} parts */
export function plain(parts) {
  return parts.map(({ name, lines }) => `${name}\n${lines.map((line) => `  ${line}`).join("\n")}`).join("\n\n");
}

/** @param {string} text @param {(words: string) => void} say */
async function copied(text, say) {
  try {
    await navigator.clipboard.writeText(text);
    say("The handover sheet is copied.");
  } catch {
    say("This browser does not let the page copy: select the sheet and copy it by hand.");
  }
}
