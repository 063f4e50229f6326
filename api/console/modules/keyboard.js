/** Single keys, off while somebody types or a box is open. */

import { open } from "./dialog.js";
import { el } from "./dom.js";

const KEYS = [
  ["A", "The prompt was asked, or said"],
  ["D", "Dismiss the prompt"],
  ["N", "Write a note"],
  ["T", "Change the kind of call"],
  ["L", "All calls"],
  ["?", "This help"],
  ["Esc", "Close a box"],
];

/** @param {import("./commands.js").Commands} commands */
export function listen(commands) {
  /** @type {Record<string, () => void>} */
  const acts = {
    a: () => commands.take(),
    d: () => commands.dismiss(),
    n: () => commands.note(),
    t: () => commands.chooseType(),
    l: () => {
      location.hash = "#calls";
    },
    "?": help,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || busy(event)) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** @param {KeyboardEvent} event */
function busy(event) {
  const node = /** @type {Element} */ (event.target);
  return Boolean(node.closest?.("input, textarea, select, dialog") || document.querySelector("dialog"));
}

export function help() {
  const rows = KEYS.map(([key, words]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, words)]);
  open("Keys", [el("dl", { class: "keys" }, rows.flat())], "");
}
