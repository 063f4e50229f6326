/** The board: the calls that are on, the one that needs somebody most easily seen. */

import { ask } from "./api.js";
import { alertWords, perhaps, PERHAPS } from "./alerts.js";
import { shadowed } from "./centre.js";
import { el, fill, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { clock } from "./time.js";
import { label, MOODS, percent } from "./words.js";

const POLL_MS = 300;
const QUIET_MS = 10_000;
const NUMBERED = 9;

/** @typedef {{call_id: string, at_ms: number, spoke_ms: number, call_type: string | null,
 *   call_type_confidence: number | null, location: string | null, eccs: number | null,
 *   alert: string | null, alert_text: string, unseen: number, prompt: string | null,
 *   troubles: string[], last_seq: number, source: string}} Live */

export class Board {
  constructor() {
    this.rows = el("tbody", { "data-rove": "board" });
    this.count = el("span", { class: "count" });
    this.empty = el("p", { class: "empty", hidden: true }, "No call is on.");
    const heads = ["Key", "Time", "Kind", "Where", "State", "Strongest alert"].map((name) => el("th", { scope: "col" }, name));
    const table = el("table", { class: "board" }, el("thead", {}, el("tr", {}, heads)), this.rows);
    this.node = el("section", { "aria-label": "Live calls" }, el("h1", {}, "Live calls ", this.count), table, this.empty);
    /** @type {Map<string, {ms: number, at: number}>} when each call's time was told */
    this.times = new Map();
    /** @type {Live[]} */
    this.calls = [];
    this.#poll();
    this.ticking = setInterval(() => this.#tick(), 500);
  }

  /** Open the call with this number on the board. @param {number} number from 1 */
  open(number) {
    const call = this.calls[number - 1];
    if (call) location.hash = address(call.call_id);
  }

  async #poll() {
    try {
      const { calls } = await ask("/v1/board");
      this.#show(calls);
    } catch {
      // The status line says that the server does not answer.
    }
    if (!this.closed) this.timer = setTimeout(() => this.#poll(), POLL_MS);
  }

  /** @param {Live[]} calls */
  #show(calls) {
    this.calls = calls;
    for (const call of calls) {
      const told = this.times.get(call.call_id);
      if (told?.ms !== call.at_ms) this.times.set(call.call_id, { ms: call.at_ms, at: performance.now() });
    }
    fill(this.count, calls.length ? String(calls.length) : "");
    this.empty.hidden = calls.length > 0;
    const rows = calls.map((call, index) => ({ call, number: index + 1 }));
    keyed(this.rows, rows, ({ call }) => call.call_id, ({ call, number }) => row(call, number), print);
    this.#tick();
  }

  #tick() {
    this.calls.forEach((call, index) => {
      const told = this.times.get(call.call_id);
      const cell = this.rows.children[index]?.querySelector("time");
      const words = clock(told ? told.ms + performance.now() - told.at : call.at_ms);
      if (cell && cell.textContent !== words) cell.textContent = words;
    });
  }

  /** Leave the board. */
  close() {
    this.closed = true;
    clearTimeout(this.timer);
    clearInterval(this.ticking);
  }
}

/** @param {string} callId */
function address(callId) {
  return `#call=${encodeURIComponent(callId)}`;
}

/** @param {{call: Live, number: number}} one */
function print({ call, number }) {
  return JSON.stringify([number, call.call_type, percent(call.call_type_confidence ?? 0), call.location, stateOf(call), call.alert_text, call.unseen, shadowed()]);
}

/** @param {Live} call @param {number} number */
function row(call, number) {
  const kind = call.call_type ? label(call.call_type) : "not known yet";
  const sure = call.call_type_confidence;
  const state = stateOf(call);
  return el(
    "tr",
    {},
    el("td", {}, number <= NUMBERED && el("kbd", {}, number)),
    el("td", { class: "number" }, el("time", {}, clock(call.at_ms))),
    el(
      "td",
      {},
      el("a", { href: address(call.call_id), "data-rove-item": true, class: "board__kind" }, kind),
      sure !== null && sure < 1 && el("span", { class: "dim" }, ` ${percent(sure)}`),
    ),
    el("td", {}, call.location ?? "not known yet"),
    el("td", { class: state.bad ? "board__bad" : "dim" }, state.words),
    el("td", {}, strongest(call)),
  );
}

/** @param {Live} call */
function strongest(call) {
  if (shadowed()) return [el("span", { class: "dim" }, "not shown in shadow mode")];
  if (!call.alert) return [el("span", { class: "dim" }, "none")];
  const unsure = call.alert_text.startsWith(PERHAPS);
  const { name, words } = unsure ? perhaps(call.alert, call.alert_text) : alertWords(call.alert, call.alert_text);
  const unseen = call.unseen > 0;
  return [
    el(
      "span",
      { class: `board__alert${unseen ? "" : " board__alert--seen"}` },
      icon(unsure ? "unclear" : "alert"),
      el("strong", {}, name),
      el("span", { class: "board__words" }, words),
      el("span", { class: "dim" }, unseen ? `${call.unseen} not seen` : "seen"),
    ),
  ];
}

/** @param {Live} call */
function stateOf(call) {
  if (call.troubles.length) return { words: `${call.troubles.map(label).join(", ")} failed`, bad: true };
  const quiet = call.at_ms - call.spoke_ms >= QUIET_MS ? "nobody speaks" : "";
  const mood = call.eccs ? `caller ${MOODS[call.eccs]}` : "";
  return { words: [mood, quiet].filter(Boolean).join(", ") || "going on", bad: false };
}
