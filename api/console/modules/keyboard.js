/** Single keys, off while somebody types or a box is open. */

import { open } from "./dialog.js";
import { el } from "./dom.js";

/** @typedef {{key: string, shown: string, words: string, act: () => void}} Key */

/**
 * @param {Key[]} keys
 */
export function listen(keys) {
  const acts = new Map(keys.map((one) => [one.key, one.act]));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || busy(event)) return;
    const act = acts.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("keydown", rove);
}

/** @param {KeyboardEvent} event */
function busy(event) {
  const node = /** @type {Element} */ (event.target);
  const turns = event.key.length > 1 && node.closest?.("[tabindex]:not(.lines)"); // pages of the list it stands in
  return Boolean(turns || node.closest?.("input, textarea, select, dialog") || document.querySelector("dialog"));
}

/** Arrows walk through the rows of a list that the keyboard stands in. @param {KeyboardEvent} event */
function rove(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const node = /** @type {HTMLElement} */ (event.target);
  const list = step && node.matches?.("[data-rove-item]") && node.closest("[data-rove]");
  if (!step || !list) return;
  const items = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-rove-item]")]);
  event.preventDefault();
  items[items.indexOf(node) + step]?.focus();
}

/** @param {Key[]} keys */
export function help(keys) {
  const also = [
    { shown: "↑ ↓", words: "In questions, facts and calls: the row above or below" },
    { shown: "Enter", words: "Do what the row's button says" },
    { shown: "Esc", words: "Close a box, or leave a row being changed" },
  ];
  const rows = [...keys.filter((one) => one.shown), ...also].map(({ shown, words }) => [
    el("dt", {}, shown.split(" ").map((key) => el("kbd", {}, key))),
    el("dd", {}, words),
  ]);
  open("Keys", [el("dl", { class: "keys" }, rows.flat())], "");
}
