/** One question in a box: a title, fields, and two buttons. */

import { el } from "./dom.js";

/**
 * @param {string} title
 * @param {HTMLElement[]} fields
 * @param {string} done what the confirming button says; "" for a box that only tells
 * @returns {Promise<FormData | null>} what was entered, null when left
 */
export function open(title, fields, done) {
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { id: "dialog-title" }, title),
    fields,
    el(
      "div",
      { class: "dialog__foot" },
      done && el("button", { type: "submit", value: "done", class: "strong" }, done),
      el("button", { type: "submit", value: "", formnovalidate: true, class: "quiet" }, done ? "Cancel" : "Close"),
    ),
  );
  const dialog = /** @type {HTMLDialogElement} */ (
    el("dialog", { "aria-labelledby": "dialog-title" }, form)
  );
  // Enter in a choice would open it; here it confirms, as in every other field.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLSelectElement)) return;
    event.preventDefault();
    /** @type {HTMLFormElement} */ (form).requestSubmit(form.querySelector("button"));
  });
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      const kept = dialog.returnValue === "done";
      resolve(kept ? new FormData(/** @type {HTMLFormElement} */ (form)) : null);
      dialog.remove();
    });
  });
}

/** @param {string} words @param {HTMLElement} input */
export function field(words, input) {
  return el("label", { class: "field" }, el("span", {}, words), input);
}

/**
 * @param {string} name
 * @param {[string, string][]} options value and words
 * @param {string} chosen
 */
export function select(name, options, chosen) {
  return el(
    "select",
    { name },
    options.map(([value, words]) => el("option", { value, selected: value === chosen }, words)),
  );
}
