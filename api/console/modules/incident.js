/** The incident card: what kind of call, what is known, how sure, in whose words; edited in place. */

import { editor } from "./editor.js";
import { el, fill, keyed } from "./dom.js";
import { clock } from "./time.js";
import { certainty, label, percent, quote, who } from "./words.js";

const FIRST = ["location", "callback_number", "weapons", "injuries", "people_count"];
const HELD = new Set(["hostage", "barricade", "kidnapping"]);
const PICKS = 3;
const LIKELY_MIN = 0.03; // what is less likely stands under T, with all the others

/**
 * @typedef {{name: string, fact: import("./state.js").Fact | null, editing: boolean, verified: boolean, open: boolean}} Row
 * `open` where the place waits to be confirmed
 */

export class Incident {
  needs = ["fact_heard", "fact_confirmed", "fact_corrected", "call_type_changed", "call_ended"];

  /** @param {import("./commands.js").Commands} commands */
  constructor(commands) {
    this.commands = commands;
    this.editing = "";
    this.count = el("span", { class: "count" });
    this.types = el("div", { class: "types", role: "group", "aria-label": "Kind of call" });
    this.missing = el("p", { class: "missing" });
    this.list = el("ul", { class: "facts__list", tabindex: "0", "aria-label": "Facts" });
    const head = el("div", { class: "panel__head" }, el("h2", {}, "Known so far ", this.count), this.types);
    this.node = el("section", { class: "panel facts", "aria-label": "Incident card" }, head, this.missing, this.list);
    this.node.dataset.rove = "facts";
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    this.state = state;
    fill(this.count, state.facts.size ? String(state.facts.size) : "nothing yet");
    this.#showTypes(state);
    this.#showMissing(state);
    keyed(this.list, this.#rows(state), (row) => row.name, (row) => this.#row(row), print);
  }

  /** Open the editor of one fact, or of the one the keyboard stands on. */
  edit(/** @type {string} */ name) {
    this.editing = name;
    if (this.state) this.show(this.state);
    /** @type {HTMLInputElement | null} */ (this.list.querySelector(".fact--edit input"))?.select();
  }

  /** Bring the keyboard to the facts. */
  focus() {
    /** @type {HTMLElement | null} */ (this.node.querySelector("[data-rove-item]"))?.focus();
  }

  /** @param {import("./state.js").CallState} state */
  #showTypes(state) {
    const likely = state.alternatives.filter((one) => one.call_type !== state.callType && one.confidence >= LIKELY_MIN);
    const picks = state.ended ? [] : likely.slice(0, PICKS);
    keyed(this.types, picks, (one) => one.call_type, (one) => this.#pick(one));
  }

  /** @param {import("./state.js").Ranked} one */
  #pick(one) {
    const words = `${label(one.call_type)} ${percent(one.confidence)}`;
    const props = { class: "quiet pick", type: "button", title: `This call is: ${label(one.call_type)}` };
    return el("button", { ...props, onclick: () => this.commands.setType(one.call_type) }, words, "?");
  }

  /** What every call needs and nobody has said, in one line. @param {import("./state.js").CallState} state */
  #showMissing(state) {
    const names = first(state).filter((name) => !state.facts.has(name) && name !== this.editing);
    this.missing.hidden = names.length === 0;
    const print = names.join(" ");
    if (this.missing.dataset.print === print) return;
    this.missing.dataset.print = print;
    fill(this.missing, "Not known yet: ", names.map((name) => this.#enter(name)));
  }

  /** @param {string} name */
  #enter(name) {
    const props = { class: "quiet pick", type: "button", "data-rove-item": true, "data-fact": name };
    return el("button", { ...props, "aria-label": `Enter: ${label(name)}`, onclick: () => this.edit(name) }, label(name));
  }

  /** @param {import("./state.js").CallState} state @returns {Row[]} */
  #rows(state) {
    const leading = first(state).filter((name) => state.facts.has(name) || name === this.editing);
    const rest = [...state.facts.values()].sort((a, b) => b.seq - a.seq).map((one) => one.fact);
    const others = rest.filter((name) => !leading.includes(name) && name !== "location_verified");
    const verified = state.placeConfirmed;
    return [...leading, ...others].map((name) => ({
      name,
      fact: state.facts.get(name) ?? null,
      editing: name === this.editing,
      verified: name === "location" && verified,
      open: name === "location" && !verified && !state.ended,
    }));
  }

  /** @param {Row} row */
  #row(row) {
    if (row.editing) return this.#editor(row);
    const { name, fact, open } = row;
    return el(
      "li",
      { class: `fact fact--${fact?.certainty}`, "data-fact": name },
      el("p", { class: "fact__name" }, label(name)),
      el("p", { class: "fact__value" }, fact?.value || "—", marks(row), open && fact?.value && this.#confirm()),
      fact && this.state && el("p", { class: "fact__quote" }, told(this.state, fact)),
      el(
        "button",
        {
          class: "quiet fact__act",
          type: "button",
          "data-rove-item": true,
          "aria-label": `Correct: ${label(name)}`,
          onclick: () => this.edit(name),
        },
        "Correct",
      ),
    );
  }

  /** The place is worth a button of its own: nobody is sent before it was read back. */
  #confirm() {
    const props = { class: "quiet pick fact__confirm", type: "button", title: "It was read back, and it is right" };
    return el("button", { ...props, onclick: () => this.commands.confirmPlace() }, el("kbd", {}, "V"), "Confirmed");
  }

  /** @param {Row} row */
  #editor(row) {
    const close = () => {
      this.editing = "";
      if (this.state) this.show(this.state);
      /** @type {HTMLElement | null} */ (this.node.querySelector(`button[data-fact="${row.name}"], [data-fact="${row.name}"] button`))?.focus();
    };
    const form = editor(row.fact?.value ?? "", (value, sure) => {
      this.commands.correct(row.name, value, sure);
      close();
    }, close);
    return el("li", { class: "fact fact--edit", "data-fact": row.name }, el("p", { class: "fact__name" }, label(row.name)), form);
  }
}

/**
 * What every call needs, in this order.
 * @param {import("./state.js").CallState} state
 */
function first(state) {
  const people = HELD.has(state.callType ?? "") ? "hostage_count" : "people_count";
  return FIRST.map((name) => (name === "people_count" ? people : name));
}

/** An open editor is left alone, whatever is heard meanwhile. @param {Row} row */
function print(row) {
  return row.editing ? "editing" : `${row.fact?.seq} ${row.verified} ${row.open}`;
}

/** @param {Row} row */
function marks({ name, fact, verified }) {
  if (!fact) return [];
  const place = name === "location" && (verified ? "read back and confirmed" : "not verified");
  const words = [certainty(fact.certainty), place].filter(Boolean).join(", ");
  return [el("span", { class: "fact__sure" }, words)];
}

/**
 * When, by whom and in which words: those that gave the value, not the "yes" that confirmed it.
 * @param {import("./state.js").CallState} state @param {import("./state.js").Fact} fact
 */
function told(state, fact) {
  const given = fact.since_seq < fact.seq ? origin(state, fact) : null;
  const { speaker, quote: words } = given ?? fact;
  if (!words) return [time(fact.at_ms), "Entered by hand"];
  const again = given ? `, again at\u00a0${clock(fact.at_ms)}` : "";
  const sure = fact.confidence < 1 ? `, heard\u00a0${percent(fact.confidence)}` : "";
  return [time(given ? fact.since_ms : fact.at_ms), `${who(speaker)}: ${quote(words, 90)}${again}${sure}`];
}

/** @param {import("./state.js").CallState} state @param {import("./state.js").Fact} fact */
function origin(state, { fact, since_seq }) {
  for (const [utterance, marks] of state.found) {
    const mark = marks.find((one) => one.seq === since_seq && one.fact === fact && one.quote);
    const line = mark && state.lines.find((one) => one.utterance_id === utterance);
    if (mark && line) return { quote: mark.quote, speaker: line.speaker };
  }
  return null;
}

/** @param {number} ms */
function time(ms) {
  return el("time", {}, clock(ms));
}
