/** Drills: a recorded call stops where the dispatcher has to decide; the trainee says what next. */

import { ask } from "../modules/api.js";
import { el, fill } from "../modules/dom.js";
import { clock } from "../modules/time.js";
import { Microphone } from "./microphone.js";
import { Player } from "./player.js";
import { Transcript } from "./transcript.js";
import { label as words } from "../modules/words.js";

export class Drills {
  /**
   * @param {HTMLElement} place
   * @param {{me: () => string, say: (words: string) => void}} shared
   * @param {string | null} drillId
   */
  constructor(place, shared, drillId) {
    this.place = place;
    this.shared = shared;
    this.closed = false;
    this.before = "";
    this.trainee = "";
    document.title = "Drills – Florence";
    if (drillId) this.take(drillId);
    else this.list();
  }

  async list() {
    const call = /** @type {HTMLInputElement} */ (el("input", { required: true, maxlength: 400, placeholder: "call id, or the address of its review" }));
    const who = /** @type {HTMLInputElement} */ (el("input", { required: true, maxlength: 80 }));
    const kind = /** @type {HTMLSelectElement} */ (el("select", {}, el("option", { value: "questions" }, "questions"), el("option", { value: "negotiation" }, "negotiation, step by step")));
    const due = /** @type {HTMLInputElement} */ (el("input", { type: "date" }));
    const form = el("form", { class: "rv-filters", onsubmit: (event) => { event.preventDefault(); this.assign(call.value, who.value, kind.value, due.value); } },
      el("label", {}, "Call ", call), el("label", {}, "Trainee ", who), el("label", {}, "Kind ", kind), el("label", {}, "Until ", due),
      el("button", { type: "submit", class: "strong" }, "Assign"));
    const rows = this.rows = el("tbody");
    const of = this.of = /** @type {HTMLInputElement} */ (el("input", { type: "search", maxlength: 80 }));
    this.more = el("button", { type: "button", hidden: true, onclick: () => this.page(true) }, "More");
    const only = el("form", { class: "rv-filters", role: "search", onsubmit: (event) => { event.preventDefault(); this.page(false); } },
      el("label", {}, "Only those of ", of), el("button", { type: "submit" }, "Show"));
    fill(this.place, el("h1", {}, "Drills"), form, only, el("table", { class: "rv-table" },
      el("thead", {}, el("tr", {}, ["Trainee", "Kind", "Assigned", "Until", "Taken", "As the card leads", "Go to"].map((head) => el("th", { scope: "col" }, head)))), rows), this.more);
    await this.page(false);
  }

  /** The next drills of the list, or the first ones. @param {boolean} onwards */
  async page(onwards) {
    if (!onwards) this.trainee = this.of?.value.trim() ?? "";
    const query = new URLSearchParams();
    if (this.trainee) query.set("trainee", this.trainee);
    if (onwards) query.set("before", this.before);
    const page = await this.asked(`/v1/drills?${query}`);
    if (!page || this.closed || !this.rows || !this.more) return;
    const fresh = page.drills.map(listed);
    if (onwards) this.rows.append(...fresh);
    else fill(this.rows, fresh.length ? fresh : el("tr", {}, el("td", { colspan: 7 }, "No drill is assigned.")));
    this.before = page.next_before ?? "";
    this.more.hidden = !page.next_before;
    if (onwards) /** @type {HTMLElement | null} */ (fresh[0]?.querySelector("a"))?.focus();
  }

  /**
   * @param {string} given
   * @param {string} trainee
   * @param {string} kind
   * @param {string} due
   */
  async assign(given, trainee, kind, due) {
    const by = this.shared.me();
    if (!by) return;
    const id = new URLSearchParams(given.split("#")[1] ?? "").get("call") ?? given.trim();
    const drill = await this.asked("/v1/assignments", { by, trainee, call_id: id, kind, due: due || null });
    if (drill) this.list();
  }

  /** @param {string} drillId */
  async take(drillId) {
    const drill = await this.asked(`/v1/drills/${encodeURIComponent(drillId)}`);
    const page = drill && await this.asked(`/v1/calls/${encodeURIComponent(drill.call_id)}/review?version=${drill.version}`);
    if (!page || this.closed) return;
    this.drill = drill;
    this.lines = page.transcript;
    this.heard = el("div", { class: "rv-panel" });
    this.desk = el("div", { class: "rv-panel" });
    this.past = el("ol", {});
    fill(this.place, el("div", { class: "rv-drill" }, el("h1", {}, `Drill: ${drill.kind}`), this.desk, this.heard,
      el("section", {}, el("h2", {}, "So far"), this.past)));
    this.player = new Player(`/v1/calls/${encodeURIComponent(drill.call_id)}/recording`, page.call.duration_ms, []);
    this.player.onSoundless = () => this.shared.say("No sound is kept of this call: read along instead.");
    this.player.followers.push((ms) => this.at(ms));
    this.step();
  }

  /** The next stretch of the call, or the report. */
  step() {
    const { drill } = this;
    fill(/** @type {Element} */ (this.past), drill.answers.map((/** @type {any} */ given) => told(given)));
    if (!drill.next) return this.report();
    const last = drill.answers[drill.answers.length - 1];
    this.stopMs = drill.next.at_ms;
    this.waiting = false;
    this.transcript = new Transcript(/** @type {HTMLElement} */ (this.heard), this.lines.filter((/** @type {any} */ line) => line.end_ms <= this.stopMs), () => undefined);
    this.player?.seek(last ? last.at_ms : 0);
    return fill(/** @type {Element} */ (this.desk),
      el("p", {}, `Listen up to ${clock(this.stopMs)}. Decision ${drill.next.point} of ${drill.points}.`),
      el("button", { type: "button", class: "strong", onclick: () => this.player?.toggle() }, "Play or pause"), " ",
      el("button", { type: "button", onclick: () => this.player?.seek(this.stopMs) }, "Go straight to the decision"));
  }

  /** @param {number} ms */
  at(ms) {
    this.transcript?.at(ms);
    if (this.waiting || ms < this.stopMs - 30) return;
    this.waiting = true;
    this.player?.pause();
    this.question();
  }

  question() {
    const text = /** @type {HTMLTextAreaElement} */ (el("textarea", { id: "line", maxlength: 500, required: true }));
    const told = el("p", { class: "rv-soft", role: "status" });
    const send = el("button", { type: "submit", class: "strong" }, "Say it");
    this.microphone = new Microphone((heard) => {
      text.value = heard;
      send.focus();
    }, (words) => { told.textContent = words; });
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); this.microphone?.close(); this.answer(text.value); } },
      el("label", { for: "line" }, "What do you ask or say now? Type it as you would say it, or speak."), text,
      el("p", {}, send, " ", this.microphone.button), told);
    fill(/** @type {Element} */ (this.desk), form);
    text.focus();
  }

  /** @param {string} text */
  async answer(text) {
    const { drill } = this;
    const now = await this.asked(`/v1/drills/${drill.drill_id}/answers`, { point: drill.next.point, text });
    if (!now || this.closed) return;
    this.drill = now;
    const given = now.answers[now.answers.length - 1];
    const on = el("button", { type: "button", class: "strong", onclick: () => this.step() }, now.next ? "Go on" : "To the report");
    fill(/** @type {Element} */ (this.desk), el("div", { role: "status" }, told(given)), on);
    on.focus();
  }

  report() {
    const { drill } = this;
    fill(/** @type {Element} */ (this.desk), el("h2", {}, "Done"),
      el("p", {}, drill.led ? `At ${drill.hits} of ${drill.led} decisions your line was the one the card leads to.` : "The card led to nothing at these decisions."),
      drill.stage && el("p", {}, `On the stairway you came to: ${drill.stage}.`),
      el("p", {}, el("a", { href: `#call=${encodeURIComponent(drill.call_id)}` }, "Hear the whole call")));
    fill(/** @type {Element} */ (this.heard));
  }

  /**
   * @param {string} path
   * @param {Record<string, unknown>} [body]
   */
  async asked(path, body) {
    const options = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
    try {
      this.shared.say("");
      return await ask(path, options);
    } catch (trouble) {
      this.shared.say(/** @type {Error} */ (trouble).message);
      return null;
    }
  }

  close() {
    this.closed = true;
    this.microphone?.close();
    this.player?.close();
  }
}

/** @param {any} one a drill as a row of the list */
function listed(one) {
  return el("tr", {},
    [one.trainee, one.kind, `${new Date(one.assigned_at).toLocaleDateString()} by ${one.assigned_by}`, one.due ?? "–",
      `${one.answers.length} of ${one.points}`, one.led ? `${one.hits} of ${one.led}` : "–"].map((text) => el("td", {}, text)),
    el("td", {}, el("a", { href: `#drill=${one.drill_id}` }, one.next ? (one.answers.length ? "Go on" : "Begin") : "Report")));
}

/** @param {any} given */
function told(given) {
  const { feedback } = given;
  return el("div", { class: "rv-told" }, el("p", {}, el("span", { class: "number rv-soft" }, clock(given.at_ms)), ` “${given.text}”`),
    el("ul", {}, feedback.sentences.map((/** @type {string} */ sentence) => el("li", {}, sentence))),
    el("p", { class: "rv-soft" }, `The dispatcher said: “${feedback.dispatcher}”`,
      feedback.asked.length > 0 && ` · you asked: ${feedback.asked.map(words).join(", ")}`));
}
