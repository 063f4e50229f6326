/** A scorecard: each mark with its evidence, a person's mark over it, disputes, the end. */

import { el, fill } from "../modules/dom.js";
import { clock } from "../modules/time.js";

export class Card {
  /**
   * @param {any} shown form, card, own_score, disputes, closed_by
   * @param {(ms: number) => void} seek
   * @param {(note: Record<string, unknown>) => Promise<void>} send
   * @param {boolean} open
   */
  constructor(shown, seek, send, open) {
    this.shown = shown;
    this.seek = seek;
    this.send = send;
    this.marks = new Map(shown.card.marks.map((/** @type {any} */ mark) => [mark.item, mark]));
    this.disputes = new Map(shown.disputes.map((/** @type {any} */ one) => [one.item, one]));
    const { card, form } = shown;
    this.node = el(
      "details", { class: "rv-panel rv-card", open },
      el("summary", {}, el("h2", {}, form.title), " ", el("strong", { class: "number" }, card.score === null ? "no score" : `${card.score} of 100`)),
      el("p", { class: "rv-soft" }, this.standing()),
      form.sections.map((/** @type {any} */ section) => this.section(section)),
      this.end(),
    );
  }

  standing() {
    const { card, own_score: own, closed_by: by, form } = this.shown;
    const parts = [`version ${card.version || form.version}`];
    if (own !== null && own !== card.score) parts.push(`Florence alone: ${own}`);
    if (card.open_items) parts.push(`${card.open_items} for a reviewer`);
    if (by) parts.push(`final, closed by ${by}`);
    return parts.join(" · ");
  }

  /** @param {any} section */
  section(section) {
    return el("section", {}, el("h3", {}, section.title), el("ul", {}, section.items.map((/** @type {any} */ item) => this.item(item))));
  }

  /** @param {any} item */
  item(item) {
    const mark = this.marks.get(item.id);
    if (!mark) return el("li", { class: "rv-item" }, item.text);
    const points = mark.state === "marked" ? `${mark.points} / ${mark.of}` : mark.state === "open" ? `– / ${mark.of}` : "n/a";
    const dispute = this.disputes.get(item.id);
    return el(
      "li", { class: `rv-item rv-item--${mark.state}` },
      el("p", {}, el("span", {}, item.text), el("strong", { class: "number" }, points)),
      el("p", { class: "rv-soft" }, mark.by === "florence" ? mark.reason : `${mark.by}: ${mark.reason}`,
        mark.own && ` (Florence: ${mark.own.points ?? "n/a"}, ${mark.own.reason})`, item.help && mark.state === "open" && ` – ${item.help}`),
      el("p", {}, mark.evidence.map((/** @type {any} */ one) => el("button", {
        type: "button", class: "rv-evidence", title: one.quote, onclick: () => this.seek(one.at_ms),
      }, `${clock(one.at_ms)} ${shortened(one.quote)}`))),
      dispute && el("p", { class: "rv-dispute" }, `${dispute.by} disputes: ${dispute.text}`, dispute.answer && ` – ${dispute.answered_by}: ${dispute.answer}`),
      !this.shown.closed_by && this.judge(item, mark, dispute),
    );
  }

  /**
   * @param {any} item
   * @param {any} mark
   * @param {any} dispute
   */
  judge(item, mark, dispute) {
    const place = el("details", { class: "rv-judge" }, el("summary", {}, mark.state === "open" ? "Mark" : "Change or dispute"));
    place.addEventListener("toggle", () => {
      if (place.childElementCount === 1) place.append(this.form(item, dispute));
    });
    return place;
  }

  /**
   * @param {any} item
   * @param {any} dispute
   */
  form(item, dispute) {
    const points = /** @type {HTMLInputElement} */ (el("input", { type: "number", min: 0, max: item.points, step: 0.5, value: item.points }));
    const reason = /** @type {HTMLInputElement} */ (el("input", { maxlength: 4000, placeholder: "why" }));
    const base = { form: this.shown.form.id, item: item.id };
    const mark = (/** @type {number | null} */ value) => this.send({ ...base, type: "item_marked", points: value, reason: reason.value });
    const open = dispute && dispute.answer === null;
    return el(
      "form", { onsubmit: (event) => { event.preventDefault(); mark(Number(points.value)); } },
      el("label", {}, `Points of ${item.points} `, points), el("label", {}, "Reason ", reason),
      el("button", { type: "submit" }, "Mark"),
      el("button", { type: "button", onclick: () => mark(null) }, "Not applicable"),
      !open && el("button", { type: "button", onclick: () => this.send({ ...base, type: "mark_disputed", text: reason.value }) }, "Dispute"),
      open && el("button", { type: "button", onclick: () => this.send({ ...base, type: "dispute_answered", text: reason.value, upheld: true }) }, "Agree with the dispute"),
      open && el("button", { type: "button", onclick: () => this.send({ ...base, type: "dispute_answered", text: reason.value, upheld: false }) }, "Keep the mark"),
    );
  }

  end() {
    const form = this.shown.form.id;
    if (!this.shown.closed_by) {
      return el("p", {}, el("button", { type: "button", class: "strong", onclick: () => this.send({ type: "review_closed", form }) }, "Make it final"));
    }
    const why = /** @type {HTMLInputElement} */ (el("input", { maxlength: 4000, placeholder: "why it is opened again" }));
    const place = el("form", { onsubmit: (event) => { event.preventDefault(); this.send({ type: "review_reopened", form, reason: why.value }); } });
    fill(place, el("label", {}, "Reason ", why), el("button", { type: "submit" }, "Open it again"));
    return place;
  }
}

/** @param {string} text */
function shortened(text) {
  return text.length > 42 ? `${text.slice(0, 40)}…` : text;
}
