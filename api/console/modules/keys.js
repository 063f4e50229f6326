/** Which key does what: everything a dispatcher does has one. */

import { help } from "./keyboard.js";

/**
 * @param {import("./commands.js").Commands} commands
 * @param {import("./router.js").Router} router
 * @param {(words: string) => void} say
 * @returns {import("./keyboard.js").Key[]}
 */
export function keysOf(commands, router, say) {
  /** @param {"question" | "fact"} kind the row that the keyboard stands in */
  const row = (kind) => /** @type {HTMLElement | null} */ (document.activeElement?.closest(`[data-${kind}]`))?.dataset[kind];
  /** @type {import("./keyboard.js").Key[]} */
  const keys = [
    key("A", "The prompt, or the row, was asked or said", () => {
      const question = row("question");
      if (question) commands.asked(question);
      else commands.take();
    }),
    key("W", "The prompt, or the row, was answered", () => commands.answer(row("question"))),
    key("S", "Not now: the prompt comes again in a minute", () => commands.snooze()),
    key("D", "Dismiss the prompt", () => commands.dismiss()),
    key("X", "The first alert is seen", () => commands.seen()),
    key("T", "Change the kind of call", () => commands.chooseType()),
    key("C", "Go to the facts; there, correct one", () => {
      const fact = row("fact");
      if (fact) router.desk?.incident.edit(fact);
      else router.desk?.incident.focus();
    }),
    key("V", "The place was read back and is right", () => commands.confirmPlace()),
    key("Q", "Go to the questions", () => router.desk?.questions.focus()),
    key("N", "Write a note", () => commands.note()),
    key("H", "Handover sheet, to copy or print", async () => {
      const { handover } = await import("./handover.js");
      if (router.desk?.state) handover(router.desk.state, say);
    }),
    key("I", "Incident summary, to copy or print", async () => {
      const { summary } = await import("./handover.js");
      if (router.desk?.state) summary(router.desk.state, say);
    }),
    { key: "PageUp", shown: "PgUp", words: "Read back in the transcript", act: () => router.desk?.transcript.turn(-1) },
    { key: "PageDown", shown: "PgDn", words: "And on again", act: () => router.desk?.transcript.turn(1) },
    { key: "End", shown: "End", words: "The newest of the transcript", act: () => router.desk?.transcript.follow() },
    key("G", "The next live call", () => router.nextCall()),
    key("L", "All calls", () => router.go("calls")),
    key("E", "Settings", () => router.go("settings")),
    key("M", "Microphone or file as a call", () => router.go("audio")),
    key("B", "Bright or dark", () => document.getElementById("theme")?.click()),
    ...Array.from({ length: 9 }, (_, index) => ({
      key: String(index + 1),
      shown: index ? "" : "1 … 9",
      words: "On the board: open that call",
      act: () => router.openNumber(index + 1),
    })),
    { key: "/", shown: "/", words: "Search the calls", act: () => router.search() },
    { key: "?", shown: "?", words: "This help", act: () => help(keys) },
  ];
  return keys;
}

/** @param {string} letter @param {string} words @param {() => void} act */
function key(letter, words, act) {
  return { key: letter.toLowerCase(), shown: letter, words, act };
}
