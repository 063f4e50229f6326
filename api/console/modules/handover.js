/** The handover sheet: what the next person must know, to read, copy or print. */

import { ask } from "./api.js";
import { shadowed } from "./centre.js";
import { open } from "./dialog.js";
import { el, fill } from "./dom.js";
import { sheet } from "./sheet.js";
import { clock } from "./time.js";
import { quote } from "./words.js";

/** @typedef {{text: string, quote: string, speaker: string | null, at_ms: number | null}} Told */

/**
 * @param {import("./state.js").CallState} state
 * @param {(words: string) => void} say
 */
export function handover(state, say) {
  let parts = sheet(state);
  const written = el("div", { class: "sheet__parts" });
  const write = () => fill(written, parts.flatMap(part));
  const body = el("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": "Handover sheet" }, written);
  write();
  const told = shadowed() ? null : whole(state.callId);
  told?.then((more) => {
    parts = more;
    write();
  }).catch(() => say("The server does not answer: this sheet is from what is on the screen."));
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

/**
 * The sheet as the server makes it, with all that was said.
 * @param {string} callId
 */
async function whole(callId) {
  const told = await ask(`/v1/calls/${encodeURIComponent(callId)}/handover`);
  return told.parts.map((/** @type {{name: string, lines: Told[]}} */ { name, lines }) => ({ name, lines: lines.map(read) }));
}

/** @param {Told} line */
function read({ text, quote: words, speaker, at_ms }) {
  const who = speaker === "caller" ? "Caller" : "Dispatcher";
  const from = [at_ms === null ? "" : clock(at_ms), words && speaker ? `${who} ${quote(words, 2000)}` : ""].filter(Boolean).join(", ");
  return text && from ? `${text} (${from})` : text || from;
}

/** @param {{name: string, lines: string[]}} part */
function part({ name, lines }) {
  return [el("h3", {}, name), el("ul", {}, lines.map((line) => el("li", {}, line)))];
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
