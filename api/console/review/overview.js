/** The plan of what to review, and where items and dispatchers are heading. */

import { ask } from "../modules/api.js";
import { el, fill } from "../modules/dom.js";
import { label as words } from "../modules/words.js";

export class Plan {
  /**
   * @param {HTMLElement} place
   * @param {{say: (words: string) => void}} shared
   */
  constructor(place, shared) {
    document.title = "Plan – Florence";
    const list = el("tbody");
    const told = el("p", { class: "rv-soft" });
    const form = /** @type {HTMLFormElement} */ (el("form", { class: "rv-filters", onsubmit: (event) => { event.preventDefault(); load(); } },
      el("label", {}, "From ", el("input", { type: "date", name: "since" })), el("label", {}, "Until ", el("input", { type: "date", name: "until" })),
      el("label", {}, "Random part in % ", el("input", { type: "number", name: "share", value: 2, min: 0.1, max: 100, step: 0.1 })),
      el("button", { type: "submit", class: "strong" }, "Plan")));
    const load = async () => {
      const data = new FormData(form);
      const query = new URLSearchParams({ share: String(Number(data.get("share")) / 100) });
      for (const name of ["since", "until"]) if (data.get(name)) query.set(name, String(data.get(name)));
      try {
        const plan = await ask(`/v1/sample?${query}`);
        told.textContent = `${plan.calls.length} of ${plan.of} calls: all of high acuity, and at random ${plan.share * 100} % of everyone's others.`
          + (plan.without_dispatcher ? ` ${plan.without_dispatcher} calls name no dispatcher.` : "");
        fill(list, plan.calls.map((/** @type {any} */ one) => el("tr", {},
          el("td", {}, el("a", { href: `#call=${encodeURIComponent(one.call.call_id)}` }, new Date(one.call.started_at).toLocaleString())),
          [words(one.call.call_type ?? "–"), one.call.dispatcher ?? "–", one.why, one.call.state].map((text) => el("td", {}, text)))));
      } catch (trouble) {
        shared.say(/** @type {Error} */ (trouble).message);
      }
    };
    fill(place, el("h1", {}, "What to review"), form, told,
      el("table", { class: "rv-table" }, el("thead", {}, el("tr", {}, ["When", "Kind of call", "Dispatcher", "Why", "Review"].map((head) => el("th", { scope: "col" }, head)))), list));
    load();
  }

  close() {
    // Nothing runs on.
  }
}

export class Trends {
  /**
   * @param {HTMLElement} place
   * @param {{say: (words: string) => void}} shared
   */
  constructor(place, shared) {
    document.title = "Trends – Florence";
    fill(place, el("h1", {}, "Trends"), el("p", { class: "empty" }, "Reading…"));
    ask("/v1/trends").then(({ points }) => {
      const months = [...new Set(points.map((/** @type {any} */ p) => p.month))].sort();
      const rows = new Map();
      for (const point of points) {
        const key = `${point.form} ${point.item} ${point.dispatcher ?? ""}`;
        if (!rows.has(key)) rows.set(key, { point, by: new Map() });
        rows.get(key).by.set(point.month, point);
      }
      const cell = (/** @type {any} */ one) => el("td", { class: "number" }, one ? `${Math.round(one.share * 100)} % (${one.marks})` : "");
      fill(place, el("h1", {}, "Trends"), el("p", { class: "rv-soft" }, "Share of points by item, dispatcher and month; in brackets the marks it rests on."),
        el("p", {}, el("img", { src: "/v1/trends.svg", alt: "Score by month and dispatcher", class: "rv-chart" })),
        el("div", { class: "rv-scroll", tabindex: "0", role: "region", "aria-label": "Trends by item" }, el("table", { class: "rv-table" },
          el("thead", {}, el("tr", {}, ["Form", "Item", "Dispatcher", ...months].map((head) => el("th", { scope: "col" }, head)))),
          el("tbody", {}, [...rows.values()].map(({ point, by }) => el("tr", {},
            [point.form, words(point.item), point.dispatcher ?? "–"].map((text) => el("td", {}, text)), months.map((month) => cell(by.get(month)))))))));
    }, (trouble) => shared.say(trouble.message));
  }

  close() {
    // Nothing runs on.
  }
}
