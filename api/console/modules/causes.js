/** Why guidance is shown: what the log holds at the seqs it points to. */

import { ask } from "./api.js";
import { clock } from "./time.js";
import { label, quote, who } from "./words.js";

/**
 * The reason in words, or "" while it is being fetched.
 * @param {import("./state.js").CallState} state
 * @param {import("./state.js").Guidance} guidance
 * @param {() => void} later called when a missing cause has come
 * @returns {string}
 */
export function reason(state, guidance, later) {
  const known = guidance.because.map((seq) => traced(state, seq, later));
  return known.filter(Boolean).at(-1) ?? "";
}

/**
 * What stands at a seq in words; where a kind of call was concluded, the words that led to it.
 * @param {import("./state.js").CallState} state
 * @param {number} seq
 * @param {() => void} later
 * @returns {string | undefined}
 */
function traced(state, seq, later) {
  const words = found(state, seq);
  if (words === undefined) fetchCause(state, seq, later);
  const cause = state.causes.get(seq);
  if (cause?.type !== "call_type_changed" || !cause.cause_seq) return words;
  return traced(state, cause.cause_seq, later) || words;
}

/**
 * @param {import("./state.js").CallState} state
 * @param {number} seq
 * @returns {string | undefined}
 */
function found(state, seq) {
  const line = state.lines.find((one) => one.seq === seq);
  if (line) return said(line.speaker, line.text);
  const fact = [...state.facts.values()].find((one) => one.seq === seq);
  if (fact) return fact.quote ? said(fact.speaker, fact.quote) : "";
  const cause = state.causes.get(seq);
  return cause && inWords(state, cause);
}

/** @param {"caller" | "dispatcher"} speaker @param {string} text */
function said(speaker, text) {
  return `${who(speaker)} said ${quote(text)}`;
}

/**
 * @param {import("./state.js").CallState} state
 * @param {import("./state.js").Wire} event
 */
function inWords(state, event) {
  switch (event.type) {
    case "transcript_final":
      return said(event.speaker, event.text);
    case "utterance_understood": {
      const heard = event.signals[0]?.quote ?? event.told[0]?.quote;
      const line = state.lines.find((one) => one.utterance_id === event.utterance_id);
      return heard || line ? said(event.speaker, heard || line?.text || "") : "";
    }
    case "partial_understood":
      return said(event.speaker, event.signals[0]?.quote ?? "");
    case "caller_state_observed": {
      const line = state.lines.find((one) => one.utterance_id === event.utterance_id);
      return line ? said(line.speaker, line.text) : "";
    }
    case "call_type_changed":
      return `The call looks like: ${label(event.call_type).toLowerCase()}`;
    case "silence_observed":
      return `No word from the ${event.speaker} for ${clock(event.duration_ms)}`;
    case "question_state_changed":
      return `${label(event.question)}: ${event.state}`;
    default:
      return event.quote ? said(event.speaker ?? "dispatcher", event.quote) : "";
  }
}

/**
 * @param {import("./state.js").CallState} state
 * @param {number} seq
 * @param {() => void} later
 */
function fetchCause(state, seq, later) {
  // Held as empty at once, so that it is asked for only once.
  state.causes.set(seq, { seq, at_ms: 0, type: "unknown", call_id: state.callId });
  const path = `/v1/calls/${encodeURIComponent(state.callId)}/events`;
  ask(`${path}?after=${seq - 1}&limit=1`)
    .then((page) => {
      if (page.events[0]) state.causes.set(seq, page.events[0]);
      later();
    })
    .catch(() => state.causes.delete(seq));
}
