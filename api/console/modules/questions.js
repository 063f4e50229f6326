/** The board of questions: what is open, what is answered, and with what. */

import { cardOf } from "./cards.js";
import { el, fill, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { certainty, label, STATES } from "./words.js";

const ORDER = ["contradicted", "unclear", "refused", "asked", "unasked", "answered"];
const EVERY_CALL = "case_entry";
const LAST = 999;

/** @typedef {{question: string, state: string, text: string, answer: string, sure: string}} Row */

export class Questions {
  needs = ["question_state_changed", "fact_heard", "fact_confirmed", "fact_corrected", "call_type_changed"];

  /** @param {import("./commands.js").Commands} commands */
  constructor(commands) {
    this.commands = commands;
    this.count = el("span", { class: "count" });
    this.list = el("ul", { class: "rows questions__rows", tabindex: "0", "aria-label": "Questions", "data-rove": "questions" });
    const head = el("h2", {}, "Questions ", this.count);
    this.node = el("section", { class: "panel questions", "aria-label": "Question board" }, head, this.list);
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const rows = rowsOf(state);
    const done = rows.filter((row) => row.state === "answered").length;
    fill(this.count, rows.length ? `${done} of ${rows.length} answered` : "none yet");
    keyed(this.list, rows, (row) => row.question, (row) => this.#row(row));
  }

  /** Bring the keyboard to the board. */
  focus() {
    /** @type {HTMLElement | null} */ (this.list.querySelector("[data-rove-item]"))?.focus();
  }

  /** @param {Row} row */
  #row(row) {
    const asked = row.state === "asked";
    const words = asked ? "Answered" : "Mark asked";
    return el(
      "li",
      { class: `row row--${row.state}`, title: row.text, "data-question": row.question },
      icon(row.state),
      el(
        "div",
        { class: "row__words" },
        el("p", { class: "row__name" }, label(row.question)),
        el(
          "p",
          { class: "row__state" },
          row.answer && el("b", {}, row.answer),
          row.answer && row.state === "answered" ? "" : STATES[row.state] ?? row.state,
          row.sure && ` (${row.sure})`,
        ),
        row.text && el("p", { class: "row__ask" }, row.text),
      ),
      row.state !== "answered" &&
        el(
          "button",
          {
            class: "quiet row__act",
            type: "button",
            "data-rove-item": true,
            "aria-label": `${asked ? "Answered" : "Mark as asked"}: ${label(row.question)}`,
            onclick: () => (asked ? this.commands.answer(row.question) : this.commands.asked(row.question)),
          },
          words,
        ),
    );
  }
}

/**
 * Open questions first, in the card's order; what the card asks and nobody touched is unasked.
 * @param {import("./state.js").CallState} state
 * @returns {Row[]}
 */
function rowsOf(state) {
  const card = cardOf(state.callType ?? EVERY_CALL)?.questions ?? [];
  // A card may word a question once for each kind of caller: its first place counts.
  const place = new Map(card.map((one, index) => /** @type {const} */ ([one.question, index])).reverse());
  const wording = new Map(card.map((one) => /** @type {const} */ ([one.question, one.text])).reverse());
  const untouched = card.map(({ question }) => ({ question, state: "unasked", seq: 0 }));
  const standing = new Map(untouched.map((one) => [one.question, one]));
  for (const [question, one] of state.questions) standing.set(question, one);
  return [...standing.values()]
    .sort(
      (a, b) =>
        ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
        (place.get(a.question) ?? LAST) - (place.get(b.question) ?? LAST) ||
        a.seq - b.seq,
    )
    .map(({ question, state: stands }) => {
      const fact = state.facts.get(question);
      return {
        question,
        state: stands,
        text: wording.get(question) ?? "",
        answer: fact?.value ?? "",
        sure: fact && stands !== "answered" && stands !== "asked" ? certainty(fact.certainty) : "",
      };
    });
}
