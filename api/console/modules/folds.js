/** How each kind of event changes the call that the console holds. */

import { addPress } from "./presses.js";

/** @typedef {import("./state.js").CallState} CallState */
/** @typedef {import("./state.js").Wire} Wire */

const CAUSES_KEPT = 2000;
const DEMANDS = new Set(["demands", "deadline"]);
const HEARD_MIN = 0.45;
const SURE = new Set(["affirmed", "denied"]);
const NO_VALUE = new Set(["", "yes", "no"]);

/**
 * Words with their times are for review; a long call would hold a hundred thousand of them.
 * @param {any} line
 */
export function withoutWords({ words: _words, ...line }) {
  return /** @type {import("./state.js").Line} */ (line);
}

/** @param {CallState} state @param {Wire} event */
function keepCause(state, event) {
  state.causes.set(event.seq, event);
  if (state.causes.size > CAUSES_KEPT) state.causes.delete(state.causes.keys().next().value ?? 0);
}

/**
 * Whether a later word takes the place of the one held; the server's `holding.py`, in short: a value
 * given for sure stays until another is given for sure, and what was hardly heard replaces nothing.
 * @param {any} held @param {any} said
 */
function givesWay(held, said) {
  if (!held || said.type === "fact_corrected") return true;
  if (said.confidence < HEARD_MIN && held.confidence >= HEARD_MIN) return false;
  return SURE.has(said.certainty) || !SURE.has(held.certainty) || NO_VALUE.has(held.value);
}

/** @param {CallState} state @param {Wire} event */
function keepFact(state, event) {
  const held = state.facts.get(event.fact);
  const same = held && held.value.toLowerCase() === event.value.toLowerCase();
  const since = same ? { since_ms: held.since_ms, since_seq: held.since_seq } : { since_ms: event.at_ms, since_seq: event.seq };
  const fact = /** @type {any} */ ({ ...event, ...since });
  if (givesWay(held, fact)) state.facts.set(event.fact, fact);
  state.find(fact);
  if (DEMANDS.has(event.fact)) state.demands.push(fact);
  keepCause(state, event);
}

/** @param {CallState} state @param {Wire} event @param {import("./state.js").Guidance} one */
function give(state, event, one) {
  if (one.kind === "alert" || state.given.has(one.guidance_id)) return;
  state.given.set(one.guidance_id, { ...one, at_ms: event.at_ms, seq: event.seq });
}

/**
 * What was seen when it was provisional need not be seen again.
 * @param {CallState} state @param {string} subject
 */
function see(state, subject) {
  for (const [id, one] of state.guidance) {
    if (one.kind === "alert" && one.subject === subject) state.guidance.set(id, { ...one, acknowledged: true });
  }
}

/** @param {CallState} state @param {Wire} event */
function dropGuidance(state, event) {
  const one = state.guidance.get(event.guidance_id);
  if (one && event.reason === "asked") give(state, event, one);
  if (one && event.reason === "passed_over") {
    state.passedOver.set(one.guidance_id, { ...one, at_ms: event.at_ms, seq: event.seq });
  }
  if (one?.acknowledged && event.reason === "confirmed") see(state, one.subject);
  state.guidance.delete(event.guidance_id);
}

/** @type {Record<string, (state: CallState, event: Wire) => void>} */
export const FOLDS = {
  transcript_partial: (state, event) => {
    const line = { ...event, start_ms: event.at_ms, partial: true };
    if (event.text) state.partials.set(event.utterance_id, /** @type {any} */ (line));
    else state.partials.delete(event.utterance_id);
  },
  transcript_final: (state, event) => {
    state.partials.delete(event.utterance_id);
    if (event.text) state.lines.push(withoutWords(event));
  },
  key_pressed: (state, event) => {
    addPress(state.lines, /** @type {any} */ (event));
    keepCause(state, event);
  },
  utterance_understood: keepCause,
  partial_understood: keepCause,
  silence_observed: keepCause,
  call_type_changed: (state, event) => {
    state.callType = event.call_type;
    state.confidence = event.confidence;
    state.setBy = event.set_by;
    state.alternatives = event.alternatives;
    keepCause(state, event);
  },
  fact_heard: keepFact,
  fact_confirmed: keepFact,
  fact_corrected: keepFact,
  question_state_changed: (state, event) => {
    state.questions.set(event.question, /** @type {any} */ (event));
    keepCause(state, event);
  },
  guidance_issued: (state, event) => {
    state.guidance.set(event.guidance_id, /** @type {any} */ ({ ...event, acknowledged: false }));
  },
  guidance_withdrawn: dropGuidance,
  guidance_dismissed: dropGuidance,
  guidance_acknowledged: (state, event) => {
    const one = state.guidance.get(event.guidance_id);
    if (!one) return;
    give(state, event, one);
    state.guidance.set(event.guidance_id, { ...one, acknowledged: true });
  },
  rapport_observed: (state, event) => {
    state.rapport.push(/** @type {any} */ (event));
  },
  caller_state_observed: (state, event) => {
    keepCause(state, event);
    state.moods.push({ eccs: event.eccs, at_ms: event.at_ms });
  },
  cpr_timed: (state, event) => {
    state.cpr = /** @type {any} */ (event);
  },
  note_added: (state, event) => {
    state.notes.push(/** @type {any} */ (event));
  },
  stage_failed: (state, event) => {
    state.troubles.set(event.stage, /** @type {any} */ (event));
  },
  stage_recovered: (state, event) => {
    state.troubles.delete(event.stage);
  },
  call_ended: (state, event) => {
    state.ended = event.reason;
    state.partials.clear();
  },
};
