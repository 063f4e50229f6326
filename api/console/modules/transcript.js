/** What both sides have said, newest at the bottom. */

import { el, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { clock } from "./time.js";
import { who } from "./words.js";

const UNSURE = 0.6;

export class Transcript {
  constructor() {
    this.list = el("ol", { class: "lines", tabindex: "0", "aria-label": "Transcript" });
    this.newest = el(
      "button",
      { class: "newest", type: "button", hidden: true, onclick: () => this.#follow() },
      "Newest ↓",
    );
    this.node = el("section", { class: "panel transcript" }, el("h2", {}, "Transcript"), this.list, this.newest);
    this.following = true;
    this.list.addEventListener("scroll", () => this.#notice());
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    keyed(this.list, state.transcript(), (line) => line.utterance_id, makeLine);
    if (this.following) this.#follow();
  }

  #follow() {
    this.list.scrollTop = this.list.scrollHeight;
    this.newest.hidden = true;
  }

  #notice() {
    const left = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    this.following = left < 40;
    this.newest.hidden = this.following;
  }
}

/** @param {import("./state.js").Line} line */
function makeLine(line) {
  const unsure = !line.partial && line.confidence < UNSURE;
  return el(
    "li",
    { class: `line line--${line.speaker}${line.partial ? " line--partial" : ""}` },
    el(
      "p",
      { class: "line__who" },
      icon(line.speaker),
      who(line.speaker),
      el("time", {}, clock(line.start_ms)),
      line.partial && el("span", { class: "line__mark" }, "speaking"),
      unsure && el("span", { class: "line__mark" }, "heard badly"),
    ),
    el("p", { class: "line__text" }, line.text),
  );
}
