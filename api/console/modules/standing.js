/** How the talk stands is folded by the server alone; asked for again when something may have moved it. */

import { ask } from "./api.js";

const MOVING = new Set([
  "rapport_observed", "phrase_flagged", "caller_state_observed", "question_asked",
  "fact_heard", "fact_confirmed", "fact_corrected", "transcript_final",
]);
const EVERY_MS = 1500;

export class Standing {
  /** @param {string} callId @param {(standing: import("./state.js").Standing) => void} take */
  constructor(callId, take) {
    this.path = `/v1/calls/${encodeURIComponent(callId)}/standing`;
    this.take = take;
    this.waiting = 0;
    this.asking = false;
    this.moved = false;
  }

  /** @param {string} type of an event */
  hear(type) {
    if (MOVING.has(type)) this.#later();
  }

  /** Ask soon: once for however many events, and never twice at a time. */
  #later() {
    this.moved = true;
    if (this.waiting || this.asking) return;
    this.waiting = window.setTimeout(() => this.#ask(), EVERY_MS);
  }

  async #ask() {
    this.waiting = 0;
    this.moved = false;
    this.asking = true;
    try {
      this.take(await ask(this.path));
    } catch {
      // the status line says that the server does not answer; the next event asks again
    }
    this.asking = false;
    if (this.moved) this.#later();
  }

  close() {
    clearTimeout(this.waiting);
    this.take = () => {};
  }
}
