/** What the dispatcher can do in a call; each ends in a command and a word of answer. */

import { send } from "./api.js";
import { allCards } from "./cards.js";
import { shadowed } from "./centre.js";
import { field, open, select } from "./dialog.js";
import { el } from "./dom.js";
import { label, percent } from "./words.js";

export class Commands {
  /**
   * @param {() => import("./state.js").CallState | null} current
   * @param {(words: string) => void} say
   */
  constructor(current, say) {
    this.current = current;
    this.say = say;
    this.draft = "";
  }

  /** The prompt that is shown. */
  #prompt() {
    return shadowed() ? undefined : this.current()?.prompts()[0];
  }

  /** The prompt was asked or said. */
  take() {
    const first = this.#prompt();
    if (!first) return;
    if (first.kind === "critical_question") this.asked(first.subject);
    else this.acknowledge(first.guidance_id);
  }

  /** The prompt is not wanted. */
  dismiss() {
    const first = this.#prompt();
    if (first) this.#send({ type: "dismissed", guidance_id: first.guidance_id }, "Dismissed.");
  }

  /** The prompt comes again in a minute, if it still fits. */
  snooze() {
    const first = this.#prompt();
    if (first) this.#send({ type: "snoozed", guidance_id: first.guidance_id }, "Put off for a minute.");
  }

  /** @param {string} question */
  asked(question) {
    this.#send({ type: "asked", question }, `Marked as asked: ${label(question).toLowerCase()}.`);
  }

  /**
   * A question has its answer: with the value when one is entered, else just answered.
   * @param {string} [question] that of the prompt when left out
   */
  async answer(question) {
    const first = this.#prompt();
    const name = question ?? (first?.kind === "critical_question" ? first.subject : undefined);
    if (!name) return;
    const held = this.current()?.facts.get(name)?.value ?? "";
    const input = el("input", { name: "value", value: held, maxlength: 500, autocomplete: "off" });
    const form = await open(`Answered: ${label(name)}`, [field("The answer (may be left empty)", input)], "Answered");
    if (!form) return;
    const value = String(form.get("value")).trim();
    if (value && value !== held) this.correct(name, value, "affirmed");
    else this.#send({ type: "answered", question: name }, `Answered: ${label(name).toLowerCase()}.`);
  }

  /** @param {string} guidanceId */
  acknowledge(guidanceId) {
    this.#send({ type: "acknowledged", guidance_id: guidanceId }, "Marked.");
  }

  /** The strongest alert that nobody has seen is seen. */
  seen() {
    const first = this.current()?.alerts().find((one) => !one.acknowledged);
    if (first && !shadowed()) this.acknowledge(first.guidance_id);
  }

  async note() {
    if (!this.current()) return;
    const input = el("textarea", { name: "text", rows: 4, required: true, maxlength: 2000 }, this.draft);
    const form = await open("Note", [field("In your own words", input)], "Keep note");
    if (!form) return;
    const text = String(form.get("text")).trim();
    this.draft = text; // kept until it is taken: what was written is never lost
    if (text && (await this.#send({ type: "note", text }, "Note kept."))) this.draft = "";
  }

  /** @param {string} fact @param {string} value @param {string} certainty */
  correct(fact, value, certainty) {
    this.#send({ type: "fact_corrected", fact, value, certainty }, "Corrected.");
  }

  /** The place that is held was read back to the caller, and it is right. */
  confirmPlace() {
    const place = this.current()?.facts.get("location")?.value;
    if (!place) return this.say("There is no place to confirm yet.");
    const command = { type: "fact_corrected", fact: "location_verified", value: place, certainty: "affirmed" };
    this.#send(command, `Confirmed: ${place}.`);
  }

  /** @param {string} callType */
  setType(callType) {
    this.#send({ type: "call_type_set", call_type: callType }, `Set: ${label(callType).toLowerCase()}.`);
  }

  async chooseType() {
    const call = this.current();
    if (!call) return;
    const options = kinds(call);
    if (options.length === 0) return this.say("No other kind of call is known yet.");
    const fields = [field("This call is", select("call_type", options, call.callType ?? ""))];
    const form = await open("Kind of call", fields, "Set it");
    if (form) this.setType(String(form.get("call_type")));
  }

  /**
   * @param {Record<string, string>} command
   * @param {string} done
   * @returns {Promise<boolean>} whether the server took it
   */
  async #send(command, done) {
    const call = this.current();
    if (!call) return false;
    try {
      await send(call.callId, command);
      this.say(done);
      return true;
    } catch (error) {
      this.say(`That was not taken: ${/** @type {Error} */ (error).message}`);
      return false;
    }
  }
}

/**
 * Kinds of call to choose from: the one that holds, the likely ones, then every card.
 * @param {import("./state.js").CallState} call
 * @returns {[string, string][]}
 */
function kinds(call) {
  const now = call.callType ? [[call.callType, label(call.callType)]] : [];
  const likely = call.alternatives.map((one) => [one.call_type, `${label(one.call_type)} (${percent(one.confidence)})`]);
  const cards = allCards().map((card) => [card.card, card.title]);
  const options = new Map(/** @type {[string, string][]} */ ([...cards, ...likely, ...now]));
  const first = [...now, ...likely].map(([name]) => name);
  const names = new Set([...first, ...options.keys()]);
  return [...names].map((name) => [name, options.get(name) ?? name]);
}
