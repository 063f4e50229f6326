/** Sound in: a microphone or a file becomes a live call, for trials and drills. */

import { el, fill } from "./dom.js";
import { percent } from "./words.js";

const STATES = {
  idle: "Not listening.",
  asking: "Opening the line…",
  live: "On the line: what is heard goes into the call.",
  failed: "The line failed.",
};
const DRAW_MS = 100;

export class AudioPage {
  /**
   * @param {HTMLElement} page
   * @param {import("./line.js").Line} line
   */
  constructor(page, line) {
    this.line = line;
    this.file = /** @type {HTMLInputElement} */ (el("input", { type: "file", id: "sound", accept: "audio/*" }));
    this.level = /** @type {HTMLMeterElement} */ (
      el("meter", { min: 0, max: 1, low: 0.02, high: 0.95, optimum: 0.4, value: 0, "aria-label": "Level" })
    );
    this.heard = el("span", { class: "number dim" });
    this.state = el("p", { class: "sound__state", role: "status" });
    this.problem = el("p", { class: "sound__problem", role: "alert", hidden: true });
    this.acts = el("div", { class: "sound__acts" });
    fill(
      page,
      el(
        "div",
        { class: "calls sound" },
        el("h1", {}, "Sound as a live call"),
        el("p", { class: "dim" }, "For trials and drills: nothing is sent anywhere but to this server."),
        roles(),
        el("label", { class: "field", for: "sound" }, el("span", {}, "A file instead of the microphone (left empty: the microphone)"), this.file),
        this.acts,
        el("p", { class: "sound__level" }, "Level ", this.level, this.heard),
        this.state,
        this.problem,
      ),
    );
    /** @type {string} */
    this.shown = "";
    this.#draw();
    this.drawing = setInterval(() => this.#draw(), DRAW_MS);
  }

  #start() {
    const chosen = /** @type {HTMLInputElement | null} */ (document.querySelector("input[name=role]:checked"));
    this.line.start(chosen?.value === "dispatcher" ? "dispatcher" : "caller", this.file.files?.[0] ?? null);
    this.#draw();
  }

  #draw() {
    const { state, level, problem } = this.line;
    this.level.value = level;
    this.heard.textContent = state === "live" ? (level < 0.005 ? "nothing heard" : percent(level)) : "";
    this.state.textContent = STATES[state];
    this.problem.hidden = problem === "";
    if (this.problem.textContent !== problem) this.problem.textContent = problem;
    if (this.shown === state) return;
    this.shown = state;
    const on = state === "live" || state === "asking";
    const act = () => (on ? this.line.stop() : this.#start());
    fill(this.acts, el("button", { type: "button", class: "strong", onclick: act }, on ? "Hang up" : "Start the call"));
  }

  /** Leave this page; the line goes on. */
  close() {
    clearInterval(this.drawing);
  }
}

function roles() {
  const one = (/** @type {string} */ value, /** @type {string} */ words) =>
    el("label", { class: "choice" }, el("input", { type: "radio", name: "role", value, checked: value === "caller" }), words);
  return el("fieldset", { class: "choices" }, el("legend", {}, "Who is heard"), one("caller", "The caller"), one("dispatcher", "The dispatcher"));
}
