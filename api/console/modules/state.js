/**
 * The call as the console holds it: a snapshot, and every event after it folded in once.
 *
 * @typedef {"caller" | "dispatcher"} Speaker
 * @typedef {{utterance_id: string, speaker: Speaker, text: string, start_ms: number,
 *   end_ms: number, seq: number, confidence: number, partial?: boolean, keys?: string[], revision?: number,
 *   stable_chars?: number}} Line
 * @typedef {{fact: string, value: string, certainty: string, speaker: Speaker, quote: string,
 *   utterance_id: string | null, at_ms: number, seq: number, confidence: number,
 *   since_ms: number, since_seq: number}} Fact since when the value that holds was given
 * @typedef {Pick<Fact, "fact" | "value" | "certainty" | "quote" | "seq"> & {utterance_id: string | null}} Mark
 * @typedef {{guidance_id: string, kind: string, subject: string, text: string, priority: number,
 *   protocol_ref: string, because: number[], at_ms: number, seq: number,
 *   acknowledged: boolean, do_not?: string[]}} Guidance
 * @typedef {{guidance_id: string, kind: string, subject: string, text: string, at_ms: number,
 *   seq: number}} Given
 * @typedef {{technique: string | null, fault: string | null, utterance_id: string,
 *   at_ms: number, seq: number}} Rapport
 * @typedef {{call_type: string, confidence: number}} Ranked
 * @typedef {{kind: "demand" | "deadline" | "promise" | "hook" | "trigger", text: string, quote: string,
 *   speaker: Speaker, certainty: string, basis: "said" | "seen", utterance_id: string | null,
 *   at_ms: number, seq: number}} Entry
 * @typedef {{stairway: {step: number, name: string},
 *   talk: {open_questions: number, closed_questions: number, name_uses: number,
 *     name_used_ms: number | null},
 *   flagged: {phrase: string, instead: string | null, at_ms: number, seq: number}[],
 *   log: Entry[]}} Standing
 * @typedef {{seq: number, at_ms: number, type: string, call_id: string} & Record<string, any>} Wire
 */

import { FOLDS, withoutWords } from "./folds.js";
import { together } from "./presses.js";

const CLOSED = new Set(["asked", "answered", "refused"]);

export class CallState {
  /** @param {any} snapshot */
  constructor(snapshot) {
    this.callId = snapshot.summary.call_id;
    this.startedAt = snapshot.summary.started_at;
    this.seq = snapshot.seq;
    this.atMs = snapshot.at_ms;
    /** @type {string | null} */
    this.ended = snapshot.ended;
    /** @type {string | null} */
    this.callType = snapshot.call_type;
    /** @type {number | null} */
    this.confidence = snapshot.call_type_confidence;
    this.setBy = snapshot.call_type_set_by;
    /** @type {Ranked[]} */
    this.alternatives = snapshot.alternatives;
    /** @type {{eccs: number, at_ms: number}[]} */
    this.moods = [...(snapshot.caller_states ?? [])];
    /** @type {Rapport[]} */
    this.rapport = [...(snapshot.rapport ?? [])];
    /** @type {import("./tcpr.js").CprTimed | null} */
    this.cpr = snapshot.cpr ?? null;
    /** @type {Map<string, Given>} */
    this.given = by(snapshot.given ?? [], "guidance_id");
    /** @type {Map<string, Given>} */
    this.passedOver = by(snapshot.passed_over ?? [], "guidance_id");
    /** @type {Fact[]} every word on demands and deadlines */
    this.demands = [...(snapshot.demands ?? [])];
    /** @type {Standing | null} how the talk stands, as the server folds it */
    this.standing = snapshot.standing ?? null;
    /** @type {Line[]} what was said, and keys that were pressed */
    this.lines = together(snapshot.transcript.map(withoutWords), snapshot.keys ?? []);
    /** @type {Map<string, Line>} */
    this.partials = new Map();
    /** @type {Map<string, Fact>} */
    this.facts = by(snapshot.facts, "fact");
    /** @type {Map<string, Mark[]>} what was found in each utterance */
    this.found = new Map();
    for (const mark of snapshot.marks ?? this.facts.values()) this.find(mark);
    /** @type {Map<string, {question: string, state: string, seq: number}>} */
    this.questions = by(snapshot.questions, "question");
    /** @type {Map<string, Guidance>} */
    this.guidance = by([...snapshot.guidance, ...snapshot.alerts], "guidance_id");
    /** @type {{seq: number, at_ms: number, text: string, by: string}[]} */
    this.notes = [...snapshot.notes];
    /** @type {Map<string, {stage: string, code?: string, message: string}>} */
    this.troubles = by(snapshot.troubles, "stage");
    /** @type {Map<number, Wire>} what guidance may point to, by seq */
    this.causes = new Map();
  }

  /**
   * Keep what an earlier state of the same call knew and a snapshot does not tell.
   * @param {CallState} before
   */
  inherit(before) {
    this.causes = before.causes;
  }

  /**
   * Fold one event in; an event already held changes nothing.
   * @param {Wire} event
   * @returns {boolean} whether it was new
   */
  apply(event) {
    if (event.seq <= this.seq) return false;
    this.seq = event.seq;
    this.atMs = Math.max(this.atMs, event.at_ms);
    FOLDS[event.type]?.(this, event);
    return true;
  }

  /** @param {Mark} mark */
  find(mark) {
    if (!mark.utterance_id) return;
    const others = (this.found.get(mark.utterance_id) ?? []).filter((one) => one.fact !== mark.fact);
    this.found.set(mark.utterance_id, [...others, mark]);
  }

  /** Whether the place that holds now, not one before it, was read back and confirmed. */
  get placeConfirmed() {
    const place = this.facts.get("location");
    const told = this.facts.get("location_verified");
    return Boolean(place && told?.certainty === "affirmed" && told.seq > place.since_seq);
  }

  /** The last score of the caller's state, 0 when there is none. */
  get eccs() {
    return this.moods.at(-1)?.eccs ?? 0;
  }

  /** What is worth asking or saying, most important first; nothing once the call is over. */
  prompts() {
    if (this.ended) return [];
    return this.#shown((one) => one.kind !== "alert" && !one.acknowledged);
  }

  /** The last prompt that was passed over and is still open. */
  passed() {
    const open = (/** @type {Given} */ one) => !CLOSED.has(this.questions.get(one.subject)?.state ?? "");
    const shown = new Set(this.prompts().map((one) => one.subject));
    return this.ended ? undefined : [...this.passedOver.values()].findLast((one) => open(one) && !shown.has(one.subject));
  }

  /** Alerts in view: those nobody has seen first, then by weight. */
  alerts() {
    const all = this.#shown((one) => one.kind === "alert");
    return [...all.filter((one) => !one.acknowledged), ...all.filter((one) => one.acknowledged)];
  }

  /** @param {(one: Guidance) => boolean} wanted */
  #shown(wanted) {
    return [...this.guidance.values()]
      .filter(wanted)
      .sort((a, b) => b.priority - a.priority || a.seq - b.seq);
  }
}

/**
 * @template {Record<string, any>} T
 * @param {T[]} items
 * @param {string} key
 * @returns {Map<string, T>}
 */
function by(items, key) {
  return new Map(items.map((one) => [one[key], one]));
}
