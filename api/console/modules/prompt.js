/** The one thing worth asking or saying next, large; and what comes after it, small. */

import { reason } from "./causes.js";
import { cited } from "./cards.js";
import { shadowed } from "./centre.js";
import { el, fill } from "./dom.js";
import { KINDS } from "./words.js";

const NEXT_UP = 2;
const LONG = 60; // characters that still fit in two large lines
const LONGEST = 100;

export class Prompt {
  needs = [
    "guidance_issued",
    "guidance_withdrawn",
    "guidance_dismissed",
    "guidance_acknowledged",
    "transcript_final",
    "call_ended",
  ];

  /** @param {import("./commands.js").Commands} commands */
  constructor(commands) {
    this.commands = commands;
    this.box = el("div", { class: "prompt__box", "aria-live": "polite" });
    this.held = el("p", { class: "prompt__held", hidden: true });
    this.next = el("ol", { class: "next" });
    this.nextBox = el("div", { class: "prompt__next" }, el("h2", {}, "Then"), this.next);
    this.node = el("section", { class: "panel prompt", "aria-label": "Next prompt" }, this.held, this.box, this.nextBox);
    this.shown = "";
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const [first, ...rest] = shadowed() ? [] : state.prompts();
    const why = first ? reason(state, first, () => this.show(state)) : "";
    const print = JSON.stringify([first, why, shadowed(), state.ended, state.lines.length === 0]);
    if (print !== this.shown) {
      this.shown = print;
      fill(this.box, first ? this.#full(first, why) : idle(state));
    }
    fill(this.next, rest.slice(0, NEXT_UP).map(small));
    this.nextBox.hidden = rest.length === 0;
  }

  /**
   * Say that what stands here may be out of date; "" when it is not.
   * @param {string} words
   */
  hold(words) {
    this.node.classList.toggle("prompt--held", words !== "");
    this.held.hidden = words === "";
    this.held.textContent = words;
  }

  /** @param {import("./state.js").Guidance} one @param {string} why */
  #full(one, why) {
    const card = cited(one.protocol_ref);
    const question = one.kind === "critical_question";
    return [
      el(
        "div",
        { class: "prompt__head" },
        el("p", { class: "prompt__kind" }, KINDS[one.kind] ?? "Next"),
        el(
          "p",
          { class: "prompt__card" },
          !card.approved && el("strong", { class: "unapproved" }, "Not approved for live use"),
          card.words,
        ),
      ),
      el("p", { class: `prompt__text${size(one.text)}`, id: "prompt" }, one.text),
      (one.do_not ?? []).length > 0 && el("p", { class: "prompt__not" }, el("b", {}, "Do not: "), one.do_not?.join("; ")),
      el("p", { class: "prompt__why" }, why),
      el(
        "div",
        { class: "prompt__foot" },
        this.#button("A", question ? "Asked" : "Said", () => this.commands.take()),
        question && this.#button("W", "Answered", () => this.commands.answer()),
        this.#button("S", "Not now", () => this.commands.snooze()),
        this.#button("D", "Dismiss", () => this.commands.dismiss()),
      ),
    ];
  }

  /** @param {string} key @param {string} words @param {() => void} act */
  #button(key, words, act) {
    return el("button", { type: "button", onclick: act }, el("kbd", {}, key), words);
  }
}

/** @param {string} text */
function size(text) {
  if (text.length > LONGEST) return " prompt__text--longest";
  return text.length > LONG ? " prompt__text--long" : "";
}

/** @param {import("./state.js").CallState} state */
function idle(state) {
  const words = shadowed()
    ? "Shadow mode: prompts are recorded, not shown. Work as you always do."
    : state.ended
    ? "The call is over."
    : state.lines.length
      ? "Nothing to ask right now. Keep listening."
      : "Listening for the first words.";
  return [el("p", { class: "prompt__idle" }, words)];
}

/** @param {import("./state.js").Guidance} one */
function small(one) {
  return el(
    "li",
    {},
    el("span", { class: "next__kind" }, KINDS[one.kind] ?? "Next"),
    el("span", {}, one.text),
  );
}
