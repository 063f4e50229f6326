/** What both sides have said, newest at the bottom; only the newest lines are on the page. */

import { el, fill, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { marked } from "./marks.js";
import { clock } from "./time.js";
import { who } from "./words.js";

const UNSURE = 0.6;
const SHOWN = 120; // lines on the page; earlier ones come when asked for
const NEAR = 40; // pixels from the end that still count as reading the newest

export class Transcript {
  /** What this panel shows changes with these. */
  needs = ["key_pressed", "transcript_partial", "transcript_final", "fact_heard", "fact_confirmed", "fact_corrected", "call_ended"];

  constructor() {
    this.list = el("ol", { class: "lines", tabindex: "0", "aria-label": "Transcript" });
    this.newest = el(
      "button",
      { class: "newest", type: "button", hidden: true, onclick: () => this.follow() },
      el("kbd", {}, "End"),
      "Newest",
    );
    this.earlier = el("button", { class: "quiet earlier", type: "button", hidden: true, onclick: () => this.#more() });
    const head = el("div", { class: "panel__head" }, el("h2", {}, "Transcript"), this.earlier);
    this.node = el("section", { class: "panel transcript", "aria-label": "Transcript" }, head, this.list, this.newest);
    this.following = true;
    this.most = SHOWN;
    this.list.addEventListener("scroll", () => this.#notice());
    new ResizeObserver(() => this.following && this.follow()).observe(this.list);
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    this.state = state;
    if (this.following) this.most = SHOWN;
    else if (this.from !== undefined) this.most = Math.max(this.most, state.lines.length - this.from);
    this.from = Math.max(0, state.lines.length - this.most);
    const lines = [...state.lines.slice(this.from), ...state.partials.values()];
    keyed(this.list, lines, (line) => line.utterance_id, (line) => makeLine(line, state), (line) => print(line, state));
    this.earlier.hidden = this.from === 0;
    fill(this.earlier, `Earlier: ${this.from} lines`);
    if (this.following) this.follow();
  }

  /** Turn a page back or on, also to lines that are not on the page yet. @param {-1 | 1} way */
  turn(way) {
    if (way < 0 && this.list.scrollTop === 0 && !this.earlier.hidden) this.#more();
    this.list.scrollBy({ top: way * this.list.clientHeight * 0.9 });
  }

  /** Keep the newest in view from now on. */
  follow() {
    this.following = true;
    this.list.scrollTop = this.list.scrollHeight;
    this.newest.hidden = true;
  }

  /** Show earlier lines and leave what is being read where it is. */
  #more() {
    if (!this.state) return;
    const below = this.list.scrollHeight - this.list.scrollTop;
    this.following = false;
    this.most += SHOWN;
    this.from = Math.max(0, this.state.lines.length - this.most);
    this.show(this.state);
    this.list.scrollTop = this.list.scrollHeight - below;
    this.list.focus();
  }

  #notice() {
    const left = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    this.following = left < NEAR;
    this.newest.hidden = this.following;
  }
}

/**
 * What a line looks like depends on nothing else.
 * @param {import("./state.js").Line} line
 * @param {import("./state.js").CallState} state
 */
function print(line, state) {
  const found = state.found.get(line.utterance_id) ?? [];
  return `${line.seq} ${found.map((one) => one.seq).join(" ")}`;
}

/**
 * @param {import("./state.js").Line} line
 * @param {import("./state.js").CallState} state
 */
function makeLine(line, state) {
  const unsure = !line.partial && line.confidence < UNSURE;
  return el(
    "li",
    { class: `line line--${line.speaker}${line.partial ? " line--partial" : ""}${line.keys ? " line--keys" : ""}` },
    el(
      "p",
      { class: "line__who" },
      icon(line.speaker),
      who(line.speaker),
      el("time", {}, clock(line.start_ms)),
      line.keys && el("span", { class: "line__mark" }, "by the keys of the telephone"),
      line.partial && el("span", { class: "line__mark" }, "speaking"),
      unsure && el("span", { class: "line__mark" }, "heard badly"),
    ),
    el("p", { class: "line__text" }, line.partial ? spoken(line) : marked(line.text, state.found.get(line.utterance_id) ?? [])),
  );
}

/**
 * Words that may still change are dimmer than those that will stay.
 * @param {import("./state.js").Line} line
 */
function spoken(line) {
  const stable = line.stable_chars ?? 0;
  const rest = line.text.slice(stable);
  return [line.text.slice(0, stable), rest && el("span", { class: "line__unstable" }, rest)];
}
