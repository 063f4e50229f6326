/** What is known: each fact with its value, how sure, who said it, in which words and when. */

import { el, fill, keyed } from "./dom.js";
import { clock } from "./time.js";
import { certainty, label, quote, who } from "./words.js";

export class Facts {
  /** @param {import("./commands.js").Commands} commands */
  constructor(commands) {
    this.commands = commands;
    this.count = el("span", { class: "count" });
    this.list = el("ul", { class: "facts__list", tabindex: "0", "aria-label": "Facts" });
    this.node = el("section", { class: "panel facts" }, el("h2", {}, "Known so far ", this.count), this.list);
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const facts = [...state.facts.values()].sort((a, b) => b.seq - a.seq);
    fill(this.count, facts.length ? String(facts.length) : "nothing yet");
    keyed(this.list, facts, (fact) => fact.fact, (fact) => this.#row(fact));
  }

  /** @param {import("./state.js").Fact} fact */
  #row(fact) {
    const from = fact.quote ? `${who(fact.speaker)}: ${quote(fact.quote, 90)}` : "Entered by hand";
    return el(
      "li",
      { class: `fact fact--${fact.certainty}` },
      el("p", { class: "fact__name" }, label(fact.fact)),
      el(
        "p",
        { class: "fact__value" },
        fact.value || "—",
        el("span", { class: "fact__sure" }, certainty(fact.certainty)),
      ),
      el("p", { class: "fact__quote" }, el("time", {}, clock(fact.at_ms)), from),
      el(
        "button",
        {
          class: "quiet fact__act",
          type: "button",
          "aria-label": `Correct: ${label(fact.fact)}`,
          onclick: () => this.commands.correct(fact),
        },
        "Correct",
      ),
    );
  }
}
