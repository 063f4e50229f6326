/** Facts highlighted where they were said. */

import { el } from "./dom.js";
import { label } from "./words.js";

const YES_NO = new Set(["yes", "no"]); // values that say nothing by themselves

/**
 * The text with every fact found in it marked; what overlaps is marked once.
 * @param {string} text
 * @param {import("./state.js").Mark[]} facts
 * @returns {(string | HTMLElement)[]}
 */
export function marked(text, facts) {
  const parts = [];
  let at = 0;
  for (const { start, end, fact } of places(text, facts)) {
    if (start < at) continue;
    parts.push(text.slice(at, start), mark(text.slice(start, end), fact));
    at = end;
  }
  return [...parts, text.slice(at)];
}

/** @param {string} words @param {import("./state.js").Mark} fact */
function mark(words, fact) {
  return el("mark", { title: `${label(fact.fact)}: ${fact.value || fact.certainty}` }, words);
}

/** @param {string} text @param {import("./state.js").Mark[]} facts */
function places(text, facts) {
  const lower = text.toLowerCase();
  return facts
    .map((fact) => ({ fact, ...place(lower, fact) }))
    .filter((one) => one.start >= 0 && one.end > one.start)
    .sort((a, b) => a.start - b.start || b.end - a.end);
}

/**
 * Where the value stands, or else the quote it was taken from.
 * @param {string} lower
 * @param {import("./state.js").Mark} fact
 */
function place(lower, fact) {
  for (const words of [YES_NO.has(fact.value) ? "" : fact.value, fact.quote]) {
    const wanted = (words ?? "").trim().toLowerCase();
    const start = wanted.length > 1 ? lower.indexOf(wanted) : -1;
    if (start >= 0) return { start, end: start + wanted.length };
  }
  return { start: -1, end: -1 };
}
