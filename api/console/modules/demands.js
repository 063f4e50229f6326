/** Demands, deadlines, promises, what helps and what escalates, with their times: where talk is the work. */

import { el, keyed } from "./dom.js";
import { clock } from "./time.js";
import { certainty, CRISIS, quote, who } from "./words.js";

const NAMES = { demands: "Demand", deadline: "Deadline", promise: "Promise", hook: "Helps", trigger: "Escalates" };
const SEEN = { hook: "Calmer after", trigger: "More upset after" };

/** @typedef {{key: string, what: keyof NAMES, words: string, from: string, at_ms: number}} Entry */

export class Demands {
  needs = ["fact_heard", "fact_confirmed", "fact_corrected", "rapport_observed", "call_type_changed", "standing"];

  constructor() {
    this.list = el("ul", { class: "demands__list", tabindex: "0", "aria-label": "Demands, promises, what helps, what escalates" });
    this.empty = el("p", { class: "demands__none" }, "None heard yet. Do not ask for a list; note each one and its time.");
    const head = el("h2", {}, "Demands, promises, what helps");
    this.node = el("section", { class: "panel demands", "aria-label": "Demands", hidden: true }, head, this.list, this.empty);
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const entries = pledges(state);
    this.node.hidden = entries.length === 0 && !CRISIS.has(state.callType ?? "");
    this.empty.hidden = entries.length > 0;
    keyed(this.list, [...entries].reverse(), (one) => one.key, line);
  }
}

/**
 * Every demand, deadline, promise, hook and trigger in the order they were heard, each wording once.
 * What the server has not folded yet is taken from the events at hand.
 * @param {import("./state.js").CallState} state
 * @returns {Entry[]}
 */
export function pledges(state) {
  const log = state.standing?.log ?? [];
  const kept = new Set(log.filter((one) => one.kind === "promise").map((one) => one.utterance_id));
  const promised = promises(state, kept);
  const crisis = CRISIS.has(state.callType ?? "");
  const talked = log.filter((one) => crisis || one.kind === "promise").flatMap(logged);
  const entries = [...state.demands.map(demand), ...talked, ...promised].sort((a, b) => a.at_ms - b.at_ms);
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

/** What the log holds beside demands and deadlines. @param {import("./state.js").Entry} one @returns {Entry[]} */
function logged(one) {
  if (one.kind === "demand" || one.kind === "deadline") return [];
  const seen = one.basis === "seen" && one.kind !== "promise" ? `${SEEN[one.kind]} ` : "";
  const words = `${seen}${quote(one.quote, 80)}`;
  return [{ key: `${one.kind}${one.seq}`, what: one.kind, words, from: who(one.speaker), at_ms: one.at_ms }];
}

/** @param {import("./state.js").CallState} state @param {Set<string | null>} kept @returns {Entry[]} */
function promises(state, kept) {
  return state.rapport
    .filter((one) => one.fault === "promise" && !kept.has(one.utterance_id))
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
