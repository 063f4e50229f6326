/** The clock of CPR by telephone: address, recognition, first instruction, first compression. */

import { shadowed } from "./centre.js";
import { clock } from "./time.js";

/**
 * @typedef {{address_ms: number | null, recognition_ms: number | null,
 *   instruction_ms: number | null, first_compression_ms: number | null,
 *   targets: Record<string, number>}} CprTimed as the server tells it
 */

/** @type {[string, "address_ms" | "recognition_ms" | "instruction_ms" | "first_compression_ms", string][]} */
const STEPS = [
  ["Address", "address_ms", "location_s"],
  ["Arrest", "recognition_ms", "recognition_s"],
  ["Push", "instruction_ms", "instruction_s"],
  ["Count", "first_compression_ms", "first_compression_s"],
];

/**
 * The four times in words, and whether what is still to come is late; null when this is no such call.
 * @param {import("./state.js").CallState} state
 * @param {number} now media time
 * @returns {{words: string, late: boolean} | null}
 */
export function cprTimer(state, now) {
  if (shadowed()) return null;
  const { cpr } = state;
  if (!cpr) return null;
  const steps = STEPS.map(([name, key, target]) => step(name, cpr[key], cpr.targets[target], now));
  return { words: steps.map((one) => one.words).join(" · "), late: steps.some((one) => one.late) };
}

/**
 * @param {string} name
 * @param {number | null} reached
 * @param {number | undefined} aim in seconds
 * @param {number} now
 */
function step(name, reached, aim, now) {
  const at = reached === null ? "not yet" : clock(reached);
  const late = aim !== undefined && (reached ?? now) > aim * 1000;
  const told = aim === undefined ? "" : ` of ${clock(aim * 1000)}${late ? ", late" : ""}`;
  return { words: `${name} ${at}${told}`, late: late && reached === null };
}
