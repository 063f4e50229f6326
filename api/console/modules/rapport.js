/** The rapport lane: the stairway, what was said well last, a gentle hint, the caller, who talks and asks. */

import { el, fill } from "./dom.js";
import { trend } from "./trend.js";
import { clock } from "./time.js";
import { CRISIS, HINTS, label, MOODS, NEXT_STEP, percent } from "./words.js";

export class RapportLane {
  needs = ["rapport_observed", "caller_state_observed", "transcript_final", "guidance_issued", "guidance_withdrawn", "standing"];

  constructor() {
    this.body = el("div", { class: "lane" });
    this.node = el("section", { class: "panel rapport", "aria-label": "Rapport" }, el("h2", {}, "Rapport"), this.body);
    this.shown = "";
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const last = state.rapport.findLast((one) => one.technique);
    const standing = state.standing;
    const fault = state.rapport.at(-1)?.fault ?? state.rapport.findLast((one) => one.fault && last && one.seq > last.seq)?.fault;
    const share = talk(state);
    const moods = state.moods.slice(-24);
    const hint = gentle(state, fault, last?.seq ?? 0);
    const print = JSON.stringify([last?.seq, hint, share, moods.length, moods.at(-1)?.at_ms, state.callType, standing]);
    if (print === this.shown) return;
    this.shown = print;
    fill(
      this.body,
      climbs(state) && row(`Step ${standing?.stairway.step ?? 0}/5`, step(standing)),
      row("Last", last ? `${label(last.technique ?? "")}, ${clock(last.at_ms)}` : "nothing heard yet"),
      hint && row("Hint", hint),
      row("Caller", state.eccs ? `${MOODS[state.eccs]}${direction(moods)}` : "no sign yet", moods.length > 1 && trend(moods)),
      row("Talk", share === null ? "nobody yet" : `caller ${percent(share)}, you ${percent(1 - share)}`, share !== null && bar(share)),
      standing && row("Asked", `${standing.talk.open_questions} open, ${standing.talk.closed_questions} closed; name ${named(standing)}`),
    );
  }
}

/**
 * What helps more than what was just said: after a fault, or after words that the card avoids.
 * @param {import("./state.js").CallState} state @param {string | null | undefined} fault @param {number} since
 */
function gentle(state, fault, since) {
  const flag = state.standing?.flagged.at(-1);
  const latest = state.rapport.findLast((one) => one.fault)?.seq ?? 0;
  if (flag && flag.seq > since && flag.seq >= latest) {
    return flag.instead ? `Rather than “${flag.phrase}”: “${flag.instead}”` : `“${flag.phrase}” is better left unsaid.`;
  }
  return fault ? (HINTS[fault] ?? label(fault)) : "";
}

/** @param {import("./state.js").CallState} state */
function climbs(state) {
  return CRISIS.has(state.callType ?? "") || (state.standing?.stairway.step ?? 0) > 1;
}

/** @param {import("./state.js").Standing | null} standing */
function step(standing) {
  const { step: at, name } = standing?.stairway ?? { step: 0, name: "" };
  return `${at ? label(name) : "Not begun"}. Next: ${NEXT_STEP[at]}`;
}

/** @param {import("./state.js").Standing} standing */
function named({ talk }) {
  if (!talk.name_uses || talk.name_used_ms === null) return "not used";
  return `used ${talk.name_uses === 1 ? "once" : `${talk.name_uses} times`}, last ${clock(talk.name_used_ms)}`;
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
