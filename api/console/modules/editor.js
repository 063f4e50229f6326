/** A small form in place of what it changes: value, certainty, save, leave. */

import { field, select } from "./dialog.js";
import { el } from "./dom.js";
import { certainty } from "./words.js";

const CERTAINTIES = ["affirmed", "denied", "hedged", "unknown", "refused"];
const NO_VALUE = new Set(["unknown", "refused"]); // nobody gave one

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
  sure.addEventListener("change", () => {
    input.required = !NO_VALUE.has(sure.value);
    if (!input.required && input.value === value) input.value = "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = input.value.trim();
    if (words || !input.required) save(words, sure.value);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key !== "Enter" || event.target !== sure) return;
    event.preventDefault(); // Enter in a choice would open it
    /** @type {HTMLFormElement} */ (form).requestSubmit();
  });
  return form;
}
