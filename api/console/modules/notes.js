/** Notes added to the call, newest first. */

import { el, keyed } from "./dom.js";
import { clock } from "./time.js";

export class Notes {
  needs = ["note_added"];

  constructor() {
    this.list = el("ul", { class: "notes__list", tabindex: "0", "aria-label": "Notes, newest first" });
    this.node = el("section", { class: "notes", "aria-label": "Notes", hidden: true }, this.list);
  }

  /** @param {import("./state.js").CallState} state */
  show(state) {
    this.node.hidden = state.notes.length === 0;
    keyed(
      this.list,
      [...state.notes].reverse(),
      (note) => String(note.seq),
      (note) => el("li", {}, el("time", {}, clock(note.at_ms)), el("span", { class: "spoken" }, "Note: "), note.text),
    );
  }
}
