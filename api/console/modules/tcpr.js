/** The clock of a cardiac arrest: when it was recognised, when compressions were begun. */

import { shadowed } from "./centre.js";
import { clock } from "./time.js";
import { provisional } from "./words.js";

// What the American Heart Association's policy on telecommunicator CPR (2020) aims at.
const RECOGNISED_BY_MS = 90_000;
const COMPRESSIONS_BY_MS = 150_000;
const TYPES = new Set(["cardiac_arrest", "drowning"]);
const COMPRESSIONS = new Set(["compressions", "infant_compressions"]);

/**
 * The two times in words and whether they were late; null when this is no such call.
 * @param {import("./state.js").CallState} state
 * @param {number} now media time
 * @returns {{words: string, late: boolean} | null}
 */
export function cprTimer(state, now) {
  if (shadowed()) return null;
  const alert = [...state.guidance.values()].find((one) => one.subject === "not_breathing" && !provisional(one));
  const begun = [...state.given.values()].find((one) => COMPRESSIONS.has(one.subject));
  if (begun) return told("Compressions at", begun.at_ms, COMPRESSIONS_BY_MS);
  if (alert) return told("Compressions not begun", now, COMPRESSIONS_BY_MS);
  if (TYPES.has(state.callType ?? "")) return told("Arrest not confirmed", now, RECOGNISED_BY_MS);
  return null;
}

/** @param {string} words @param {number} ms @param {number} aim */
function told(words, ms, aim) {
  return { words: `${words} ${clock(ms)}, aim ${clock(aim)}`, late: ms > aim };
}
