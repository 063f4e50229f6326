/** The library: every call, filtered and searched. */

import { ask } from "../modules/api.js";
import { el, fill } from "../modules/dom.js";
import { clock } from "../modules/time.js";
import { label as words } from "../modules/words.js";
import { Queue } from "./queue.js";

const FIELDS = ["text", "call_type", "dispatcher", "since", "until", "score_min", "score_max", "alert", "missed", "tag", "state"];

const HITS = 20;

export class Library {
  /**
   * @param {HTMLElement} place
   * @param {{say: (words: string) => void}} shared
   */
  constructor(place, shared) {
    this.shared = shared;
    this.before = "";
    document.title = "Library – Florence";
    this.rows = el("tbody");
    this.queue = new Queue(shared, () => this.load(false));
    this.more = el("button", { type: "button", onclick: () => this.load(true) }, "More");
    this.hits = el("ol", { class: "rv-hits", "aria-label": "Places in transcripts" });
    this.form = /** @type {HTMLFormElement} */ (el("form", { class: "rv-filters", onsubmit: (event) => { event.preventDefault(); this.load(false); } }));
    fill(place, el("h1", { class: "away" }, "Library"), this.form, this.hits, this.table(), this.more, this.queue.node);
    this.filters();
    this.load(false);
  }

  table() {
    const heads = ["When", "Kind of call", "Where", "Dispatcher", "Length", "Score", "Alerts", "Missed", "Tags", "Review"];
    return el("div", { class: "rv-scroll", tabindex: "0", role: "region", "aria-label": "Calls" },
      el("table", { class: "rv-table" }, el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))), this.rows));
  }

  filters() {
    const text = (/** @type {string} */ name, /** @type {string} */ label, /** @type {Record<string, any>} */ more = {}) =>
      el("label", {}, `${label} `, el("input", { name, ...more }));
    const states = ["", "live", "automatic", "begun", "disputed", "final"];
    fill(this.form,
      text("text", "Words said", { type: "search", maxlength: 200 }), text("call_type", "Kind of call"), text("dispatcher", "Dispatcher", { list: "dispatchers" }),
      text("since", "From", { type: "date" }), text("until", "Until", { type: "date" }),
      text("score_min", "Score from", { type: "number", min: 0, max: 100 }), text("score_max", "to", { type: "number", min: 0, max: 100 }),
      text("alert", "Alert", { list: "alerts" }), text("missed", "Missed question", { list: "missed" }), text("tag", "Tag", { list: "tags" }),
      el("label", {}, "Review ", el("select", { name: "state" }, states.map((state) => el("option", { value: state }, state || "any")))),
      el("button", { type: "submit", class: "strong" }, "Show"));
    ask("/v1/library/filters").then((known) => {
      for (const name of ["dispatchers", "alerts", "missed", "tags"]) {
        this.form.append(el("datalist", { id: name }, Object.keys(known[name]).map((value) => el("option", { value }))));
      }
    }, () => undefined);
  }

  /** @param {boolean} onwards */
  async load(onwards) {
    const query = new URLSearchParams();
    const data = new FormData(this.form);
    for (const name of FIELDS) {
      const value = String(data.get(name) ?? "").trim();
      if (value) query.set(name, ["call_type", "alert", "missed"].includes(name) ? value.toLowerCase().replaceAll(" ", "_") : value);
    }
    if (onwards) query.set("before", this.before);
    try {
      const page = await ask(`/v1/library?${query}`);
      const rows = page.calls.map((/** @type {any} */ call) => row(call));
      if (onwards) this.rows.append(...rows);
      else fill(this.rows, rows.length ? rows : el("tr", {}, el("td", { colspan: 10 }, "No call is like that.")));
      this.before = page.next_before ?? "";
      this.more.hidden = !page.next_before;
      this.shared.say(page.unread ? `${page.unread} more calls are being read; look again in a moment.` : "");
      if (!onwards) await this.search(query);
    } catch (trouble) {
      this.shared.say(/** @type {Error} */ (trouble).message);
    }
  }

  /** @param {URLSearchParams} query what the list is filtered by */
  async search(query) {
    if (!query.get("text")) return fill(this.hits);
    query.set("limit", String(HITS));
    const { hits } = await ask(`/v1/library/search?${query}`);
    return fill(this.hits, hits.map((/** @type {any} */ hit) => el("li", {},
      el("a", { href: `#call=${encodeURIComponent(hit.call_id)}&t=${hit.at_ms}` }, clock(hit.at_ms)), ` ${hit.speaker}: `, marked(hit.marked),
      el("span", { class: "rv-soft" }, ` ${words(hit.call_type ?? "call")}, ${new Date(hit.started_at).toLocaleString()}`))));
  }

  close() {
    this.queue.close();
  }
}

/** @param {any} call */
function row(call) {
  const cells = [
    el("a", { href: `#call=${encodeURIComponent(call.call_id)}` }, new Date(call.started_at).toLocaleString()),
    words(call.call_type ?? "–"), call.location ?? "–", call.dispatcher ?? "–", clock(call.duration_ms),
    call.score === null ? "–" : String(call.score), call.alerts.map(words).join(", "), call.missed.map(words).join(", "),
    call.tags.join(", "), call.live ? "live" : call.state,
  ];
  return el("tr", {}, cells.map((cell) => el("td", {}, cell)));
}

/** The words found are marked by the server with ‹ and ›. @param {string} text */
function marked(text) {
  return text.split(/[‹›]/).map((part, index) => (index % 2 ? el("mark", {}, part) : part));
}
