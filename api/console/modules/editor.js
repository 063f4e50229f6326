/** A small form in place of what it changes: value, certainty, save, leave. */

import { field, select } from "./dialog.js";
import { el } from "./dom.js";
import { certainty } from "./words.js";

const CERTAINTIES = ["affirmed", "denied", "hedged", "unknown", "refused"];

/**
 * @param {string} value what holds now
 * @param {(value: string, certainty: string) => void} save
 * @param {() => void} leave
 */
export function editor(value, save, leave) {
  const input = /** @type {HTMLInputElement} */ (
    el("input", { name: "value", value, maxlength: 500, autocomplete: "off", required: true })
  );
  const options = CERTAINTIES.map((one) => /** @type {[string, string]} */ ([one, certainty(one)]));
  const sure = /** @type {HTMLSelectElement} */ (select("certainty", options, "affirmed"));
  const form = el(
    "form",
    { class: "editor" },
    field("What holds", input),
    field("How sure", sure),
    el("button", { class: "strong", type: "submit" }, "Correct it"),
    el("button", { class: "quiet", type: "button", onclick: leave }, "Cancel"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) save(input.value.trim(), sure.value);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });
  return form;
}
