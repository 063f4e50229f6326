/** The sheets of a call, to read, copy or print: what the next person must know, and the incident's summary. */

import { ask } from "./api.js";
import { shadowed } from "./centre.js";
import { open } from "./dialog.js";
import { el, fill } from "./dom.js";
import { sheet } from "./sheet.js";
import { clock } from "./time.js";
import { quote } from "./words.js";

/** @typedef {{text: string, quote: string, speaker: string | null, at_ms: number | null}} Told */
/** @typedef {import("./sheet.js").Part} Part */

/**
 * @param {import("./state.js").CallState} state
 * @param {(words: string) => void} say
 */
export function handover(state, say) {
  const told = shadowed() ? null : whole(state.callId, "handover");
  const late = "The server does not answer: this sheet is from what is on the screen.";
  return paper({ title: "Handover", name: "handover sheet", parts: sheet(state), told, late, say });
}

/**
 * The summary for the incident's record, as the server makes it.
 * @param {import("./state.js").CallState} state
 * @param {(words: string) => void} say
 */
export function summary(state, say) {
  const waiting = [{ name: "Incident", lines: ["Being written…"] }];
  const told = whole(state.callId, "incident").then((parts) => (shadowed() ? parts.filter(({ name }) => name !== "Alerts") : parts));
  const late = "The server does not answer: there is no summary now.";
  return paper({ title: "Incident summary", name: "incident summary", parts: waiting, told, late, say, waits: true });
}

/**
 * @param {{title: string, name: string, parts: Part[], told: Promise<Part[]> | null, late: string,
 *   say: (words: string) => void, waits?: boolean}} one `told` takes the place of `parts` when it comes;
 *   what `waits` for it is not copied before
 */
function paper({ title, name, parts, told, late, say, waits = false }) {
  const written = el("div", { class: "sheet__parts" });
  const write = () => fill(written, parts.flatMap(part));
  const body = el("div", { class: "sheet", tabindex: "0", role: "region", "aria-label": title }, written);
  const copy = el("button", { type: "button", disabled: waits, onclick: () => copied(plain(parts), name, say) }, el("kbd", {}, "C"), "Copy");
  const print = el("button", { type: "button", disabled: waits, onclick: () => window.print() }, el("kbd", {}, "P"), "Print");
  write();
  told?.then((more) => {
    parts = more;
    write();
    for (const act of [copy, print]) act.removeAttribute("disabled");
  }).catch(() => say(late));
  body.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.toLowerCase() === "c") copy.click();
    if (event.key.toLowerCase() === "p") print.click();
  });
  const done = open(title, [body, el("div", { class: "sheet__acts" }, copy, print)], "");
  body.focus();
  return done;
}

/**
 * A sheet as the server makes it, with all that was said.
 * @param {string} callId
 * @param {"handover" | "incident"} which
 * @returns {Promise<Part[]>}
 */
async function whole(callId, which) {
  const told = await ask(`/v1/calls/${encodeURIComponent(callId)}/${which}`);
  return told.parts.map((/** @type {{name: string, lines: Told[]}} */ { name, lines }) => ({ name, lines: lines.map(read) }));
}

/** @param {Told} line */
function read({ text, quote: words, speaker, at_ms }) {
  const who = speaker === "caller" ? "Caller" : "Dispatcher";
  const from = [at_ms === null ? "" : clock(at_ms), words && speaker ? `${who} ${quote(words, 2000)}` : ""].filter(Boolean).join(", ");
  return text && from ? `${text} (${from})` : text || from;
}

/** @param {Part} part */
function part({ name, lines }) {
  return [el("h3", {}, name), el("ul", {}, lines.map((line) => el("li", {}, line)))];
}

/** @param {Part[]} parts */
export function plain(parts) {
  return parts.map(({ name, lines }) => `${name}\n${lines.map((line) => `  ${line}`).join("\n")}`).join("\n\n");
}

/** @param {string} text @param {string} name @param {(words: string) => void} say */
async function copied(text, name, say) {
  try {
    await navigator.clipboard.writeText(text);
    say(`The ${name} is copied.`);
  } catch {
    say("This browser does not let the page copy: select the sheet and copy it by hand.");
  }
}
