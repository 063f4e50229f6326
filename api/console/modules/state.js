/**
 * The call as the console holds it: a snapshot, and every event after it folded in once.
 *
 * @typedef {{utterance_id: string, speaker: "caller" | "dispatcher", text: string,
 *   start_ms: number, seq: number, confidence: number, partial?: boolean}} Line
 * @typedef {{fact: string, value: string, certainty: string, speaker: "caller" | "dispatcher",
 *   quote: string, at_ms: number, seq: number, confidence: number}} Fact
 * @typedef {{guidance_id: string, kind: string, subject: string, text: string, priority: number,
 *   protocol_ref: string, because: number[], seq: number, acknowledged: boolean}} Guidance
 * @typedef {{seq: number, at_ms: number, type: string, call_id: string} & Record<string, any>} Wire
 */

export class CallState {
  /** @param {any} snapshot */
  constructor(snapshot) {
    this.callId = snapshot.summary.call_id;
    this.seq = snapshot.seq;
    this.atMs = snapshot.at_ms;
    this.ended = snapshot.ended;
    this.source = snapshot.summary.source;
    this.callType = snapshot.call_type;
    this.confidence = snapshot.call_type_confidence;
    this.setBy = snapshot.call_type_set_by;
    this.alternatives = snapshot.alternatives;
    this.eccs = 0;
    /** @type {Line[]} */
    this.lines = [...snapshot.transcript];
    /** @type {Map<string, Line>} */
    this.partials = new Map();
    /** @type {Map<string, Fact>} */
    this.facts = new Map(snapshot.facts.map((/** @type {Fact} */ one) => [one.fact, one]));
    /** @type {Map<string, {question: string, state: string, seq: number}>} */
    this.questions = new Map(
      snapshot.questions.map((/** @type {{question: string}} */ one) => [one.question, one]),
    );
    /** @type {Map<string, Guidance>} */
    this.guidance = new Map(
      [...snapshot.guidance, ...snapshot.alerts].map((one) => [one.guidance_id, one]),
    );
    this.notes = [...snapshot.notes];
    /** @type {Map<string, {stage: string, message: string}>} */
    this.troubles = new Map(
      snapshot.troubles.map((/** @type {{stage: string}} */ one) => [one.stage, one]),
    );
    /** @type {Map<number, Wire>} what guidance may point to, by seq */
    this.causes = new Map();
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

  /** What is worth asking or saying, most important first; nothing once the call is over. */
  prompts() {
    if (this.ended) return [];
    return this.#shown((one) => one.kind !== "alert" && !one.acknowledged);
  }

  /** Alerts in view, most important first. */
  alerts() {
    return this.#shown((one) => one.kind === "alert");
  }

  /** @param {(one: Guidance) => boolean} wanted */
  #shown(wanted) {
    return [...this.guidance.values()]
      .filter(wanted)
      .sort((a, b) => b.priority - a.priority || a.seq - b.seq);
  }

  /** The transcript with what is being said right now at its end. */
  transcript() {
    return [...this.lines, ...this.partials.values()];
  }
}

/** @param {CallState} state @param {Wire} event */
function keepFact(state, event) {
  state.facts.set(event.fact, /** @type {any} */ (event));
  state.causes.set(event.seq, event);
}

/** @param {CallState} state @param {Wire} event */
function dropGuidance(state, event) {
  state.guidance.delete(event.guidance_id);
}

/** @type {Record<string, (state: CallState, event: Wire) => void>} */
const FOLDS = {
  call_started: (state, event) => {
    state.source = event.source;
  },
  transcript_partial: (state, event) => {
    const line = { ...event, start_ms: event.at_ms, partial: true };
    if (event.text) state.partials.set(event.utterance_id, /** @type {any} */ (line));
  },
  transcript_final: (state, event) => {
    state.partials.delete(event.utterance_id);
    if (event.text) state.lines.push(/** @type {any} */ (event));
  },
  utterance_understood: (state, event) => {
    state.causes.set(event.seq, event);
  },
  call_type_changed: (state, event) => {
    state.callType = event.call_type;
    state.confidence = event.confidence;
    state.setBy = event.set_by;
    state.alternatives = event.alternatives;
    state.causes.set(event.seq, event);
  },
  fact_heard: keepFact,
  fact_confirmed: keepFact,
  fact_corrected: keepFact,
  question_state_changed: (state, event) => {
    state.questions.set(event.question, /** @type {any} */ (event));
    state.causes.set(event.seq, event);
  },
  guidance_issued: (state, event) => {
    state.guidance.set(event.guidance_id, /** @type {any} */ ({ ...event, acknowledged: false }));
  },
  guidance_withdrawn: dropGuidance,
  guidance_dismissed: dropGuidance,
  guidance_acknowledged: (state, event) => {
    const one = state.guidance.get(event.guidance_id);
    if (one) state.guidance.set(event.guidance_id, { ...one, acknowledged: true });
  },
  caller_state_observed: (state, event) => {
    state.eccs = event.eccs;
  },
  silence_observed: (state, event) => {
    state.causes.set(event.seq, event);
  },
  note_added: (state, event) => {
    state.notes.push(event);
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
