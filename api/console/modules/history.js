/** Calls of the past: newest first, page by page, searched by kind, place, source or id. */

import { ask } from "./api.js";
import { el, keyed } from "./dom.js";
import { clock, moment } from "./time.js";
import { label } from "./words.js";

const PAGE = 50;
const TYPING_MS = 200;
const POLL_MS = 3000;

/** @typedef {{call_id: string, started_at: string, source: string, live: boolean,
 *   call_type: string | null, location: string | null, duration_ms: number}} Summary */

export class History {
  constructor() {
    this.input = /** @type {HTMLInputElement} */ (
      el("input", { type: "search", id: "search", maxlength: 100, placeholder: "kind, place, source", autocomplete: "off" })
    );
    this.rows = el("tbody", { "data-rove": "history" });
    this.empty = el("p", { class: "empty", hidden: true });
    this.more = el("button", { type: "button", hidden: true, onclick: () => this.#page() }, "Earlier calls");
    const search = el("label", { class: "search", for: "search" }, el("kbd", {}, "/"), "Search ", this.input);
    const heads = ["Began", "Kind", "Where", "Length", "From"].map((name) => el("th", { scope: "col" }, name));
    const table = el("table", { class: "history" }, el("thead", {}, el("tr", {}, heads)), this.rows);
    this.node = el("section", { "aria-label": "All calls" }, el("div", { class: "calls__head" }, el("h1", {}, "All calls"), search), table, this.empty, this.more);
    /** @type {Summary[]} */
    this.calls = [];
    this.input.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.load(), TYPING_MS);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.input.blur();
      if (event.key === "ArrowDown") /** @type {HTMLElement | null} */ (this.rows.querySelector("a"))?.focus();
    });
    this.load();
    this.polling = setInterval(() => this.calls.length <= PAGE && this.load(), POLL_MS);
  }

  /** Bring the keyboard to the search. */
  focus() {
    this.input.select();
    this.input.focus();
  }

  /** Read the first page anew. */
  async load() {
    const wanted = this.input.value.trim();
    const page = await this.#ask(wanted, null);
    if (page && wanted === this.input.value.trim()) this.#show(page.calls, page.next_before);
  }

  async #page() {
    const page = await this.#ask(this.input.value.trim(), this.before ?? null);
    if (page) this.#show([...this.calls, ...page.calls], page.next_before);
  }

  /** @param {string} search @param {string | null} before */
  async #ask(search, before) {
    const query = new URLSearchParams({ limit: String(PAGE) });
    if (search) query.set("search", search);
    if (before) query.set("before", before);
    try {
      return await ask(`/v1/calls?${query}`);
    } catch {
      return null; // the status line says that the server does not answer
    }
  }

  /** @param {Summary[]} calls @param {string | null} before */
  #show(calls, before) {
    this.calls = calls;
    this.before = before;
    this.more.hidden = before === null;
    this.empty.hidden = calls.length > 0;
    this.empty.textContent = this.input.value.trim()
      ? "No call fits that."
      : "No calls yet. Drop a recording above, or play a demo.";
    keyed(this.rows, calls, (call) => call.call_id, row);
  }

  /** Leave the list. */
  close() {
    clearInterval(this.polling);
    clearTimeout(this.typing);
  }
}

/** @param {Summary} call */
function row(call) {
  const href = `#call=${encodeURIComponent(call.call_id)}`;
  return el(
    "tr",
    { class: call.live ? "live" : "" },
    el("td", {}, el("a", { href, "data-rove-item": true }, moment(call.started_at))),
    el("td", {}, call.call_type ? label(call.call_type) : "not known"),
    el("td", {}, call.location ?? "not known"),
    el("td", { class: "number" }, call.live ? "live now" : clock(call.duration_ms)),
    el("td", { class: "dim" }, call.source),
  );
}
