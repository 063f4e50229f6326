/** Putting a call right: a line's words or speaker, a fact heard or not heard; and the versions that came of it. */

import { el, fill } from "../modules/dom.js";
import { clock } from "../modules/time.js";
import { label as words } from "../modules/words.js";

const CERTAINTIES = ["affirmed", "denied", "hedged", "unknown", "refused"];

/** @typedef {(correction: Record<string, unknown>) => Promise<boolean>} Correct */

/**
 * A line becomes a form in its own place.
 * @param {any} line
 * @param {HTMLElement} row
 * @param {Correct} correct
 * @param {() => void} add leads to a fact that was said here
 */
export function editLine(line, row, correct, add) {
  if (row.querySelector("form")) return;
  const text = /** @type {HTMLTextAreaElement} */ (el("textarea", { maxlength: 4000, rows: 2, "aria-label": "What was said" }, line.text));
  const speaker = /** @type {HTMLSelectElement} */ (el("select", { "aria-label": "Who said it" },
    ["caller", "dispatcher"].map((who) => el("option", { value: who, selected: who === line.speaker }, who))));
  const form = el("form", { class: "rv-correct", onsubmit: (event) => {
    event.preventDefault();
    save();
  } }, text, el("p", {}, speaker, " ", el("button", { type: "submit", class: "strong" }, "Save"), " ",
    el("button", { type: "button", onclick: () => close() }, "Leave as it was"), " ",
    el("button", { type: "button", onclick: () => { close(); add(); } }, "A fact said here…")));
  const close = () => {
    form.remove();
    row.classList.remove("rv-line--edited");
    /** @type {HTMLElement | null} */ (row.querySelector(".rv-edit"))?.focus();
  };
  const save = async () => {
    const about = { utterance_id: line.utterance_id };
    const newWords = text.value.trim() !== line.text;
    if (speaker.value !== line.speaker && !(await correct({ ...about, type: "speaker_corrected", speaker: speaker.value }))) return;
    if (newWords) await correct({ ...about, type: "words_corrected", text: text.value });
    else if (speaker.value === line.speaker) close();
  };
  form.addEventListener("keydown", (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === "Escape") close();
  });
  row.classList.add("rv-line--edited");
  row.append(form);
  text.focus();
}

/**
 * A form under a line for a fact that was said in it and not heard.
 * @param {any} line
 * @param {HTMLElement} row
 * @param {{fact: string, yes_no: boolean}[]} facts that can be told
 * @param {string[]} first those that this kind of call asks for
 * @param {Correct} correct
 */
export function addFact(line, row, facts, first, correct) {
  if (row.querySelector("form")) return;
  const which = /** @type {HTMLSelectElement} */ (el("select", { required: true, "aria-label": "Which fact" },
    el("option", { value: "" }, "choose a fact"),
    choices("Of this kind of call", facts.filter((one) => first.includes(one.fact))),
    choices("Others", facts.filter((one) => !first.includes(one.fact)))));
  const value = /** @type {HTMLInputElement} */ (el("input", { maxlength: 500 }));
  const certainty = sureness();
  const form = el("form", { class: "rv-correct", "aria-label": "A fact that was said here", onsubmit: (event) => {
    event.preventDefault();
    const yesNo = facts.find((one) => one.fact === which.value)?.yes_no ?? false;
    correct({ type: "fact_added", utterance_id: line.utterance_id, fact: which.value, certainty: certainty.value, value: value.value.trim() || plain(certainty.value, yesNo) });
  } }, el("p", { class: "rv-soft" }, "Said in this line, and not heard:"),
    el("p", {}, which, " ", el("label", {}, "Value ", value), " ", el("label", {}, "How sure ", certainty)),
    el("p", {}, el("button", { type: "submit", class: "strong" }, "Add the fact"), " ", el("button", { type: "button", onclick: () => close() }, "Leave as it was")));
  const close = () => {
    form.remove();
    row.classList.remove("rv-line--adding");
    /** @type {HTMLElement | null} */ (row.querySelector(".rv-edit"))?.focus();
  };
  form.addEventListener("keydown", (event) => {
    if (/** @type {KeyboardEvent} */ (event).key === "Escape") close();
  });
  row.classList.add("rv-line--adding");
  row.append(form);
  which.focus();
}

/**
 * @param {string} label
 * @param {{fact: string}[]} facts
 */
function choices(label, facts) {
  const named = facts.map(({ fact }) => ({ fact, name: words(fact) })).sort((a, b) => a.name.localeCompare(b.name));
  return named.length > 0 && el("optgroup", { label }, named.map(({ fact, name }) => el("option", { value: fact }, name)));
}

/**
 * What goes without saying: no, or yes where that is all there is to say.
 * @param {string} certainty
 * @param {boolean} yesNo
 */
function plain(certainty, yesNo) {
  if (certainty === "denied") return "no";
  return certainty === "affirmed" && yesNo ? "yes" : "";
}

function sureness() {
  return /** @type {HTMLSelectElement} */ (el("select", {}, CERTAINTIES.map((one) => el("option", { value: one }, one))));
}

/**
 * What was told, each to be put right where it was told.
 * @param {any[]} facts
 * @param {(ms: number) => void} seek
 * @param {Correct | null} correct
 * @param {(() => void) | null} add leads to a fact that was said and not heard
 */
export function factList(facts, seek, correct, add) {
  const more = add && el("p", {}, el("button", { type: "button", onclick: add }, "Add a fact said in this line"), " ",
    el("span", { class: "rv-soft" }, "the line being heard; key F"));
  if (!facts.length) return [more, el("p", { class: "rv-soft" }, "No facts were heard in this call.")].filter((one) => one !== null);
  const list = facts.map((fact) => el("div", { class: "rv-fact" },
    el("p", { class: "rv-row" }, el("span", {}, words(fact.name)), el("span", {}, fact.value),
      el("button", { type: "button", class: "quiet", "aria-label": `Listen: ${words(fact.name)} at ${clock(fact.at_ms)}`, onclick: () => seek(fact.at_ms) }, clock(fact.at_ms))),
    correct && factForm(fact, correct)));
  return more ? [more, ...list] : list;
}

/**
 * @param {any} fact
 * @param {Correct} correct
 */
function factForm(fact, correct) {
  const place = el("details", { class: "rv-judge" }, el("summary", {}, "Correct"));
  place.addEventListener("toggle", () => {
    if (place.childElementCount > 1) return;
    const value = /** @type {HTMLInputElement} */ (el("input", { maxlength: 500, value: fact.value.replace(/ \(\w+\)$/, "") }));
    const certainty = sureness();
    place.append(el("form", { onsubmit: (event) => {
      event.preventDefault();
      correct({ type: "fact_put_right", seq: fact.seq, fact: fact.name, value: value.value, certainty: certainty.value });
    } }, el("label", {}, "Value ", value), el("label", {}, "How sure ", certainty), el("button", { type: "submit" }, "Save")));
  });
  return place;
}

/**
 * The versions, newest first; the first is what was recorded.
 * @param {any} page
 * @param {string} callId
 * @param {Correct} correct
 */
export function versionList(page, callId, correct) {
  const newest = page.versions.length;
  const list = el("ol", { reversed: true });
  fill(list, [...page.versions].reverse().map((one) => el("li", {},
    one.version === page.version ? el("strong", {}, told(one)) : el("a", { href: address(callId, one.version, newest) }, told(one)),
    one.version < newest && page.version === newest && el("button", { type: "button", class: "quiet", "aria-label": `Go back to version ${one.version}`,
      onclick: () => correct({ type: "version_restored", version: one.version }) }, "Go back to this"))));
  return list;
}

/**
 * @param {string} callId
 * @param {number} version
 * @param {number} newest
 */
export function address(callId, version, newest) {
  const which = version === newest ? "" : `&version=${version}`;
  return `#call=${encodeURIComponent(callId)}${which}`;
}

/** @param {any} one */
function told(one) {
  const what = one.correction;
  if (!what) return `Version 1: as it was recorded`;
  /** @type {Record<string, () => string>} */
  const names = {
    words_corrected: () => `words: “${what.text}”`,
    speaker_corrected: () => `the ${what.speaker} speaks`,
    fact_put_right: () => `${words(what.fact)}: ${what.value || what.certainty}`,
    fact_added: () => `${words(what.fact)}: ${what.value || what.certainty}, said and not heard`,
    version_restored: () => `version ${what.version} again`,
  };
  return `Version ${one.version}: ${names[what.type]?.() ?? ""} (${one.by}, ${new Date(one.at).toLocaleString()})`;
}
