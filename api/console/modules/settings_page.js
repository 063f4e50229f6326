/** The settings page: what this server goes by, seen by all, changed with a token. */

import { allCards } from "./cards.js";
import { changeSettings, loadSettings } from "./centre.js";
import { field } from "./dialog.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { percent } from "./words.js";

const SECOND_MS = 1000;

export class SettingsPage {
  /**
   * @param {HTMLElement} page
   * @param {import("./status.js").Status} status
   */
  constructor(page, status) {
    this.status = status;
    this.values = el("dl", { class: "values" });
    this.form = el("form", { class: "change" });
    this.form.addEventListener("submit", (event) => this.#save(event));
    this.cards = el("div", {}, cards());
    const head = el("h1", {}, "Settings");
    fill(page, el("div", { class: "calls settings" }, head, this.values, this.form, el("h2", {}, "Protocol cards"), this.cards));
    loadSettings().then(
      (settings) => this.#show(settings),
      (error) => fill(this.values, el("dt", {}, "Not known"), el("dd", {}, error.message)),
    );
  }

  /** @param {import("./centre.js").Settings} one */
  #show(one) {
    const rows = [
      ["Shadow mode", one.shadow_mode ? "on: prompts and alerts are recorded, not shown" : "off: prompts and alerts are shown"],
      ["Alerts not sure yet", one.provisional_alerts ? "shown while the words are still being said, marked as such" : "not shown: alerts wait for the whole sentence"],
      ["While you speak", `alerts from priority ${one.interrupting_priority} on come at once, the others when you pause`],
      ["An answer counts from", `${percent(one.answer_confidence_min)} word confidence on`],
      ["Silence is noted after", `${one.silence_notice_ms / SECOND_MS} s`],
      ["Hotwords", one.hotwords.join(", ") || "none"],
      ["Speech model", one.speech_model],
      ["Language model", one.language_model || "not loaded yet"],
      ["Language heard", one.language],
      ["Live calls at once", String(one.lines_max)],
      ["Sound of calls", one.keep_recordings ? "is kept" : "is not kept"],
    ];
    fill(this.values, rows.flatMap(([name, words]) => [el("dt", {}, name), el("dd", {}, words)]));
    if (one.changeable) this.#showForm(one);
    else fill(this.form, el("p", { class: "dim" }, "Nothing is changed here: the server has no settings_token. Change florence.toml and start again."));
  }

  /** @param {import("./centre.js").Settings} one */
  #showForm(one) {
    fill(
      this.form,
      el("h2", {}, "Change"),
      el("p", { class: "dim" }, "Shadow mode holds at once, the rest for calls that begin from now on."),
      choice("shadow", "Shadow mode", one.shadow_mode),
      choice("provisional", "Alerts before they are sure", one.provisional_alerts),
      field("Priority from which alerts come while you speak, 0 to 100", number("priority", one.interrupting_priority, 0, 100)),
      field("Word confidence an answer needs, 0 to 1", number("sure", one.answer_confidence_min, 0, 1, 0.01)),
      field("Seconds of silence until it is noted", number("silence", one.silence_notice_ms / SECOND_MS, 1, 3600)),
      field("Hotwords, one a line: streets and terms of your agency, 40 at most", el("textarea", { name: "hotwords", rows: 4, maxlength: 2500 }, one.hotwords.join("\n"))),
      field("Token", el("input", { name: "token", type: "password", required: true, autocomplete: "off" })),
      el("button", { class: "strong", type: "submit" }, "Change settings"),
    );
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (this.form));
    const change = {
      shadow_mode: form.has("shadow"),
      provisional_alerts: form.has("provisional"),
      interrupting_priority: Number(form.get("priority")),
      answer_confidence_min: Number(form.get("sure")),
      silence_notice_ms: Number(form.get("silence")) * SECOND_MS,
      hotwords: String(form.get("hotwords")).split("\n").map((line) => line.trim()).filter(Boolean),
    };
    try {
      this.#show(await changeSettings(change, String(form.get("token"))));
      this.status.say("Settings changed.");
    } catch (error) {
      this.status.say(`Not changed: ${/** @type {Error} */ (error).message}`);
    }
  }

  /** The cards may come after the page. */
  refresh() {
    fill(this.cards, cards());
  }

  /** Nothing here goes on. */
  close() {}
}

/** @param {string} name @param {string} words @param {boolean} on */
function choice(name, words, on) {
  return el("label", { class: "choice" }, el("input", { type: "checkbox", name, checked: on }), words);
}

/** @param {string} name @param {number} value @param {number} min @param {number} max @param {number} [step] */
function number(name, value, min, max, step = 1) {
  return el("input", { name, type: "number", min, max, step, value, required: true });
}

function cards() {
  const heads = ["Card", "Version", "In force from", "Live use"].map((name) => el("th", { scope: "col" }, name));
  const rows = allCards().map((card) =>
    el(
      "tr",
      {},
      el("td", {}, card.title),
      el("td", { class: "number" }, card.version),
      el("td", { class: "number" }, card.effective),
      el("td", {}, card.approved_for_live_use ? "approved" : el("span", { class: "unapproved" }, icon("wait"), " not approved")),
    ),
  );
  return el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows));
}
