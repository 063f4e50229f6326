/** Demands, deadlines and promises, with their times: for people held or barricaded. */

import { el, keyed } from "./dom.js";
import { clock } from "./time.js";
import { certainty, quote, who } from "./words.js";

const TYPES = new Set(["hostage", "barricade", "kidnapping"]);
const NAMES = { demands: "Demand", deadline: "Deadline", promise: "Promise" };

/** @typedef {{key: string, what: "demands" | "deadline" | "promise", words: string, from: string, at_ms: number}} Entry */

export class Demands {
  needs = ["fact_heard", "fact_confirmed", "fact_corrected", "rapport_observed", "call_type_changed"];

  constructor() {
    this.list = el("ul", { class: "demands__list", tabindex: "0", "aria-label": "Demands, deadlines, promises" });
    this.empty = el("p", { class: "demands__none" }, "None heard yet. Do not ask for a list; note each one and its time.");
    const head = el("h2", {}, "Demands, deadlines, promises");
    this.node = el("section", { class: "panel demands", "aria-label": "Demands", hidden: true }, head, this.list, this.empty);
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const entries = pledges(state);
    this.node.hidden = entries.length === 0 && !TYPES.has(state.callType ?? "");
    this.empty.hidden = entries.length > 0;
    keyed(this.list, [...entries].reverse(), (one) => one.key, line);
  }
}

/**
 * Every demand, deadline and promise in the order they were heard, each wording once.
 * @param {import("./state.js").CallState} state
 * @returns {Entry[]}
 */
export function pledges(state) {
  const entries = [...state.demands.map(demand), ...promises(state)].sort((a, b) => a.at_ms - b.at_ms);
  const seen = new Set();
  return entries.filter(({ what, words }) => !seen.has(what + words) && seen.add(what + words));
}

/** @param {import("./state.js").Fact} fact @returns {Entry} */
function demand(fact) {
  const sure = fact.certainty === "affirmed" ? "" : ` (${certainty(fact.certainty)})`;
  return {
    key: String(fact.seq),
    what: fact.fact === "deadline" ? "deadline" : "demands",
    words: `${fact.value || quote(fact.quote, 80)}${sure}`,
    from: fact.quote ? who(fact.speaker) : "entered by hand",
    at_ms: fact.at_ms,
  };
}

/** @param {import("./state.js").CallState} state @returns {Entry[]} */
function promises(state) {
  return state.rapport
    .filter((one) => one.fault === "promise")
    .map((one) => {
      const line = state.lines.find(({ utterance_id }) => utterance_id === one.utterance_id);
      return { key: String(one.seq), what: "promise", words: quote(line?.text ?? "", 80), from: "You", at_ms: one.at_ms };
    });
}

/** @param {Entry} one */
function line(one) {
  return el(
    "li",
    { class: `pledge pledge--${one.what}` },
    el("time", {}, clock(one.at_ms)),
    el("b", {}, NAMES[one.what]),
    el("span", { class: "pledge__words" }, one.words),
    el("span", { class: "pledge__from" }, one.from),
  );
}
