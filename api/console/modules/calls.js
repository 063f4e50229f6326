/** The page of all calls: the board, the past, and what adds a call. */

import { ask } from "./api.js";
import { Board } from "./board.js";
import { el, fill } from "./dom.js";
import { History } from "./history.js";
import { upload } from "./upload.js";
import { label } from "./words.js";

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
    this.board = new Board();
    this.history = new History();
    const sound = el("a", { class: "button", href: "#audio" }, el("kbd", {}, "M"), "Microphone or file as a live call");
    const demo = el("div", { class: "calls__demo" }, el("h2", {}, "Or see it work"), this.demos, el("p", { class: "calls__sound" }, sound));
    const add = el("div", { class: "calls__add" }, this.#drop(), demo);
    fill(page, el("div", { class: "calls" }, this.board.node, add, this.uploads, this.history.node));
    this.#about();
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
    for (const file of files) this.uploads.prepend(upload(file, this.limitMb, () => this.history.load()));
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

  /** Open the call with this number on the board. @param {number} number */
  openNumber(number) {
    this.board.open(number);
  }

  /** Leave this page. */
  close() {
    this.board.close();
    this.history.close();
  }
}
