/** The clock of CPR by telephone: address, recognition, first instruction, first compression. */

import { shadowed } from "./centre.js";
import { el, keyed } from "./dom.js";
import { clock } from "./time.js";

/**
 * @typedef {{address_ms: number | null, recognition_ms: number | null,
 *   instruction_ms: number | null, first_compression_ms: number | null,
 *   targets: Record<string, number>}} CprTimed as the server tells it
 * @typedef {{name: string, at: string, aim: string, late: boolean, reached: boolean}} Step
 */

/** @type {[string, "address_ms" | "recognition_ms" | "instruction_ms" | "first_compression_ms", string][]} */
const STEPS = [
  ["Address known", "address_ms", "location_s"],
  ["Arrest seen", "recognition_ms", "recognition_s"],
  ["Told to push", "instruction_ms", "instruction_s"],
  ["Counting", "first_compression_ms", "first_compression_s"],
];

export class CprClock {
  needs = ["cpr_timed"];

  constructor() {
    this.list = el("ul", { class: "cpr__steps" });
    this.node = el("section", { class: "panel cpr", "aria-label": "CPR by telephone", hidden: true }, el("h2", {}, "CPR by telephone"), this.list);
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    this.cpr = shadowed() ? null : state.cpr;
    this.node.hidden = !this.cpr;
    this.tick(state.atMs);
  }

  /** What is not reached in time turns late as time goes on. @param {number} now media time */
  tick(now) {
    if (this.cpr) keyed(this.list, steps(this.cpr, now), (step) => step.name, cell);
  }
}

/** @param {CprTimed} cpr @param {number} now @returns {Step[]} */
function steps(cpr, now) {
  return STEPS.map(([name, key, target]) => {
    const reached = cpr[key];
    const aim = cpr.targets[target];
    const late = aim !== undefined && (reached ?? now) > aim * 1000;
    const told = aim === undefined ? "" : `of ${clock(aim * 1000)}${late ? ", late" : ""}`;
    return { name, at: reached === null ? "not yet" : clock(reached), aim: told, late, reached: reached !== null };
  });
}

/** @param {Step} step */
function cell({ name, at, aim, late, reached }) {
  return el(
    "li",
    { class: `cpr__step${reached ? "" : " cpr__step--open"}${late ? " cpr__step--late" : ""}` },
    el("span", { class: "cpr__name" }, name),
    " ",
    el("b", {}, at),
    " ",
    el("span", { class: "cpr__aim" }, aim),
  );
}
