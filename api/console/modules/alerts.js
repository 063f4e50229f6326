/** Dangers, in words beside a sign; seen ones step back but stay. */

import { el, keyed } from "./dom.js";
import { icon } from "./icons.js";
import { label } from "./words.js";

export class Alerts {
  /** @param {import("./commands.js").Commands} commands */
  constructor(commands) {
    this.commands = commands;
    this.node = el("ul", { class: "alerts", "aria-label": "Alerts", "aria-live": "assertive" });
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    keyed(this.node, state.alerts(), (one) => one.guidance_id, (one) => this.#alert(one));
  }

  /** @param {import("./state.js").Guidance} one */
  #alert(one) {
    return el(
      "li",
      { class: `alert${one.acknowledged ? " alert--seen" : ""}` },
      icon("alert"),
      el("strong", {}, label(one.subject)),
      el("span", { class: "alert__text" }, one.text),
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
            "Seen",
          ),
    );
  }
}
