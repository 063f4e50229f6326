/** Dangers, in words beside a sign; seen ones step back but stay. */

import { shadowed } from "./centre.js";
import { el, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { label, provisional } from "./words.js";

/** How the words of an alert begin that is not sure yet. */
export const PERHAPS = "Perhaps: ";
const NAMED = /^([^“”]{1,60}): (“.*”)$/s;

export class Alerts {
  needs = ["guidance_issued", "guidance_withdrawn", "guidance_dismissed", "guidance_acknowledged"];

  /** @param {import("./commands.js").Commands} commands */
  constructor(commands) {
    this.commands = commands;
    this.node = el("ul", { class: "alerts", "aria-label": "Alerts", "aria-live": "assertive" });
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    const alerts = shadowed() ? [] : state.alerts();
    const first = alerts.find((one) => !one.acknowledged);
    const shown = alerts.map((one) => ({ one, next: one === first }));
    keyed(this.node, shown, ({ one }) => one.guidance_id, ({ one, next }) => this.#alert(one, next));
  }

  /** @param {import("./state.js").Guidance} one @param {boolean} next whether the key acts on it */
  #alert(one, next) {
    const unsure = provisional(one);
    const { name, words } = unsure ? perhaps(one.subject, one.text) : alertWords(one.subject, one.text);
    return el(
      "li",
      { class: `alert${one.acknowledged ? " alert--seen" : ""}${unsure ? " alert--perhaps" : ""}`, title: one.text },
      icon(unsure ? "unclear" : "alert"),
      el("strong", {}, name),
      el("span", { class: "alert__text" }, words),
      one.acknowledged
        ? el("span", { class: "alert__seen" }, "seen")
        : el(
            "button",
            {
              class: "quiet",
              type: "button",
              "aria-label": `Seen: ${label(one.subject)}`,
              onclick: () => this.commands.acknowledge(one.guidance_id),
            },
            next && el("kbd", {}, "X"),
            "Seen",
          ),
    );
  }
}

/**
 * As long as its words may change, an alert asks rather than tells.
 * @param {string} subject
 * @param {string} text
 */
export function perhaps(subject, text) {
  const { name, words } = alertWords(subject, text.replace(PERHAPS, ""));
  return { name: `${name}?`, words: words ? `Not sure yet: ${words}` : "Not sure yet" };
}

/**
 * An alert's name and its words, which often begin with the name: told once.
 * @param {string} subject
 * @param {string} text
 */
export function alertWords(subject, text) {
  const parts = NAMED.exec(text);
  if (parts) return { name: parts[1], words: parts[2] };
  const name = label(subject);
  return { name, words: text.toLowerCase() === name.toLowerCase() ? "" : text };
}
