/** The page of all calls: open one, add a recording, play a demo. */

import { ask } from "./api.js";
import { el, fill, keyed } from "./dom.js";
import { clock, moment } from "./time.js";
import { upload } from "./upload.js";
import { label } from "./words.js";

const POLL_MS = 3000;

export class Calls {
  /**
   * @param {HTMLElement} page
   * @param {import("./status.js").Status} status
   */
  constructor(page, status) {
    this.status = status;
    this.limitMb = 200;
    this.demos = el("div", { class: "demos" });
    this.uploads = el("ul", { class: "uploads" });
    this.rows = el("tbody");
    this.empty = el("p", { class: "empty", hidden: true }, "No calls yet. Drop a recording above, or play a demo.");
    fill(
      page,
      el(
        "div",
        { class: "calls" },
        el("div", { class: "calls__add" }, this.#drop(), el("div", { class: "calls__demo" }, el("h2", {}, "Or see it work"), this.demos)),
        this.uploads,
        el("h1", {}, "Calls"),
        table(this.rows),
        this.empty,
      ),
    );
    this.#about();
    this.#poll();
  }

  #drop() {
    const input = /** @type {HTMLInputElement} */ (
      el("input", { type: "file", id: "file", multiple: true, class: "away" })
    );
    const zone = el(
      "label",
      { class: "drop", for: "file" },
      el("b", {}, "Drop a recording here, or choose one"),
      el("span", {}, "WAV, MP3, FLAC or Ogg. Two channels: caller left, dispatcher right. It stays on this machine."),
      input,
    );
    input.addEventListener("change", () => this.#send([...(input.files ?? [])]));
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      zone.classList.add("drop--over");
    });
    zone.addEventListener("dragleave", () => zone.classList.remove("drop--over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("drop--over");
      this.#send([...(event.dataTransfer?.files ?? [])]);
    });
    return zone;
  }

  /** @param {File[]} files */
  #send(files) {
    for (const file of files) this.uploads.prepend(upload(file, this.limitMb, () => this.#load()));
  }

  async #about() {
    try {
      const about = await ask("/v1/about");
      this.limitMb = about.upload_max_mb;
      fill(this.demos, about.demos.map((/** @type {string} */ name) => this.#demo(name)));
    } catch (error) {
      this.status.say(/** @type {Error} */ (error).message);
    }
  }

  /** @param {string} name */
  #demo(name) {
    const play = async () => {
      try {
        const { call_id } = await ask(`/v1/demos/${encodeURIComponent(name)}`, { method: "POST" });
        location.hash = `#call=${encodeURIComponent(call_id)}`;
      } catch (error) {
        this.status.say(`The demo did not start: ${/** @type {Error} */ (error).message}`);
      }
    };
    return el("button", { type: "button", onclick: play }, `Play demo: ${label(name).toLowerCase()}`);
  }

  async #poll() {
    await this.#load();
    if (!this.closed) this.timer = setTimeout(() => this.#poll(), POLL_MS);
  }

  async #load() {
    try {
      const { calls } = await ask("/v1/calls?limit=100");
      this.empty.hidden = calls.length > 0;
      keyed(this.rows, calls, (call) => call.call_id, row);
    } catch {
      // The status line says that the server does not answer.
    }
  }

  /** Leave this page. */
  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }
}

/** @param {HTMLElement} rows */
function table(rows) {
  const heads = ["Began", "Kind", "Where", "Length", "From"].map((name) => el("th", { scope: "col" }, name));
  return el("table", {}, el("thead", {}, el("tr", {}, heads)), rows);
}

/** @param {any} call */
function row(call) {
  const href = `#call=${encodeURIComponent(call.call_id)}`;
  return el(
    "tr",
    { class: call.live ? "live" : "" },
    el("td", {}, el("a", { href }, moment(call.started_at))),
    el("td", {}, call.call_type ? label(call.call_type) : "not known"),
    el("td", {}, call.location ?? "not known"),
    el("td", { class: "number" }, call.live ? "live now" : clock(call.duration_ms)),
    el("td", { class: "dim" }, call.source),
  );
}
