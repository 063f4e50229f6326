/** What the dispatcher can do in a call; each ends in a command and a word of answer. */

import { send } from "./api.js";
import { allCards } from "./cards.js";
import { field, open, select } from "./dialog.js";
import { el } from "./dom.js";
import { certainty, label, percent } from "./words.js";

const CERTAINTIES = ["affirmed", "denied", "hedged", "unknown", "refused"];

export class Commands {
  /**
   * @param {() => import("./state.js").CallState | null} current
   * @param {(words: string) => void} say
   */
  constructor(current, say) {
    this.current = current;
    this.say = say;
  }

  /** The prompt was asked or said. */
  take() {
    const first = this.current()?.prompts()[0];
    if (!first) return;
    if (first.kind === "critical_question") this.asked(first.subject);
    else this.acknowledge(first.guidance_id);
  }

  /** The prompt is not wanted. */
  dismiss() {
    const first = this.current()?.prompts()[0];
    if (first) this.#send({ type: "dismissed", guidance_id: first.guidance_id }, "Dismissed.");
  }

  /** @param {string} question */
  asked(question) {
    this.#send({ type: "asked", question }, `Marked as asked: ${label(question).toLowerCase()}.`);
  }

  /** @param {string} guidanceId */
  acknowledge(guidanceId) {
    this.#send({ type: "acknowledged", guidance_id: guidanceId }, "Marked.");
  }

  async note() {
    const input = el("textarea", { name: "text", rows: 4, required: true, maxlength: 2000 });
    const form = await open("Note", [field("In your own words", input)], "Keep note");
    const text = String(form?.get("text") ?? "").trim();
    if (text) this.#send({ type: "note", text }, "Note kept.");
  }

  /** @param {import("./state.js").Fact} fact */
  async correct(fact) {
    const value = el("input", { name: "value", value: fact.value, maxlength: 500, autocomplete: "off" });
    const words = /** @type {[string, string][]} */ (CERTAINTIES.map((one) => [one, certainty(one)]));
    const fields = [field("What holds", value), field("How sure", select("certainty", words, "affirmed"))];
    const form = await open(`Correct: ${label(fact.fact)}`, fields, "Correct it");
    if (!form) return;
    const known = { value: String(form.get("value")).trim(), certainty: String(form.get("certainty")) };
    this.#send({ type: "fact_corrected", fact: fact.fact, ...known }, "Corrected.");
  }

  async chooseType() {
    const call = this.current();
    if (!call) return;
    const likely = call.alternatives.map((/** @type {{call_type: string, confidence: number}} */ one) => [
      one.call_type,
      `${label(one.call_type)} (${percent(one.confidence)})`,
    ]);
    const named = new Set([call.callType, ...likely.map((/** @type {string[]} */ one) => one[0])]);
    const others = allCards().filter((card) => !named.has(card.card)).map((card) => [card.card, card.title]);
    const now = call.callType ? [[call.callType, label(call.callType)]] : [];
    const options = /** @type {[string, string][]} */ ([...now, ...likely, ...others]);
    if (options.length === 0) return this.say("No other kind of call is known yet.");
    const fields = [field("This call is", select("call_type", options, call.callType ?? ""))];
    const form = await open("Kind of call", fields, "Set it");
    if (form) this.#send({ type: "call_type_set", call_type: String(form.get("call_type")) }, "Set.");
  }

  /** @param {Record<string, string>} command @param {string} done */
  async #send(command, done) {
    const call = this.current();
    if (!call) return;
    try {
      await send(call.callId, command);
      this.say(done);
    } catch (error) {
      this.say(`That was not taken: ${/** @type {Error} */ (error).message}`);
    }
  }
}
