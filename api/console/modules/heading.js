/** The top line of a call: what kind, where, how the caller is, how long. */

import { el, fill } from "./dom.js";
import { clock } from "./time.js";
import { label, MOODS, percent } from "./words.js";

export class Heading {
  /**
   * @param {HTMLElement} node
   * @param {import("./commands.js").Commands} commands
   */
  constructor(node, commands) {
    this.node = node;
    this.commands = commands;
    this.time = el("time", { class: "top__time", title: "Time since the call began" });
    this.shown = "";
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const place = state.facts.get("location");
    const verified = state.placeConfirmed;
    const print = JSON.stringify([state.callType, state.confidence, state.setBy, place?.value, verified, state.eccs]);
    if (print === this.shown) return;
    this.shown = print;
    fill(
      this.node,
      this.#type(state),
      el(
        "p",
        { class: "top__place", title: place?.value ?? "" },
        el("span", { class: "top__label" }, "Where", place && (verified ? ", confirmed" : ", not verified")),
        place ? place.value || "not known yet" : "not known yet",
      ),
      state.eccs > 0 &&
        el(
          "p",
          { class: "top__mood", title: `Emotional content and cooperation: ${state.eccs} of 5` },
          el("span", { class: "top__label" }, "Caller seems"),
          MOODS[state.eccs],
        ),
      this.time,
    );
  }

  /** @param {import("./state.js").CallState} state */
  #type(state) {
    const sure =
      state.setBy === "dispatcher" ? "set by you" : state.confidence !== null && percent(state.confidence);
    return el(
      "button",
      { class: "top__type", type: "button", title: "Change the kind of call (T)", onclick: () => this.commands.chooseType() },
      el("span", { class: "top__label" }, el("kbd", {}, "T"), "Kind of call"),
      el("span", {}, state.callType ? label(state.callType) : "not known yet"),
      state.callType && sure && el("span", { class: "top__sure" }, sure),
    );
  }

  /** @param {number} ms @param {string | null} ended */
  tick(ms, ended) {
    this.time.textContent = ended ? `${clock(ms)} ended` : clock(ms);
  }
}
