/** The rapport lane: what was said well last, a gentle hint, how the caller is, who talks. */

import { el, fill } from "./dom.js";
import { trend } from "./trend.js";
import { clock } from "./time.js";
import { HINTS, label, MOODS, percent } from "./words.js";

export class RapportLane {
  needs = ["rapport_observed", "caller_state_observed", "transcript_final", "guidance_issued", "guidance_withdrawn"];

  constructor() {
    this.body = el("div", { class: "lane" });
    this.node = el("section", { class: "panel rapport", "aria-label": "Rapport" }, el("h2", {}, "Rapport"), this.body);
    this.shown = "";
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const last = state.rapport.findLast((one) => one.technique);
    const fault = state.rapport.at(-1)?.fault ?? state.rapport.findLast((one) => one.fault && last && one.seq > last.seq)?.fault;
    const share = talk(state);
    const moods = state.moods.slice(-24);
    const print = JSON.stringify([last?.seq, fault, share, moods.length, moods.at(-1)?.at_ms]);
    if (print === this.shown) return;
    this.shown = print;
    fill(
      this.body,
      row("Last", last ? `${label(last.technique ?? "")}, ${clock(last.at_ms)}` : "nothing heard yet"),
      fault && row("Hint", HINTS[fault] ?? label(fault)),
      row("Caller", state.eccs ? `${MOODS[state.eccs]}${direction(moods)}` : "no sign yet", moods.length > 1 && trend(moods)),
      row("Talk", share === null ? "nobody yet" : `caller ${percent(share)}, you ${percent(1 - share)}`, share !== null && bar(share)),
    );
  }
}

/** @param {string} name @param {string} words @param {Node | false} [more] */
function row(name, words, more) {
  return el("div", { class: "lane__row" }, el("span", { class: "lane__name" }, name), el("span", { class: "lane__words" }, words), more);
}

/** @param {number} share of the caller */
function bar(share) {
  return el("meter", { class: "lane__meter", min: 0, max: 1, value: share, "aria-label": "Caller's share of the talk" });
}

/** @param {{eccs: number}[]} moods */
function direction(moods) {
  const now = moods.at(-1)?.eccs ?? 0;
  const before = moods.at(-4)?.eccs ?? moods[0]?.eccs ?? now;
  if (now === before) return "";
  return now > before ? ", getting more upset" : ", calming";
}

/**
 * The caller's share of the time somebody spoke, in steps of a hundredth.
 * @param {import("./state.js").CallState} state
 */
function talk(state) {
  let caller = 0;
  let all = 0;
  for (const line of state.lines) {
    const ms = Math.max(0, line.end_ms - line.start_ms);
    all += ms;
    if (line.speaker === "caller") caller += ms;
  }
  return all ? Math.round((100 * caller) / all) / 100 : null;
}
