/** The call over time: both voices, overlaps and silences, and a lane for each kind of thing. */

import { el, fill } from "../modules/dom.js";
import { clock } from "../modules/time.js";
import { label as words } from "../modules/words.js";

const WAVE = 44;
const LANE = 20;
const STAIRS = 44;
const LABEL = 92;

/**
 * `listen` is where a click leads, else `from`; `level` 0 to 1 is how high it stands in its lane.
 * @typedef {{from: number, to: number, text: string, tone: string, listen?: number, level?: number, name?: string}} Item
 * @typedef {{name: string, items: Item[], high?: number}} Lane
 */

export class Timeline {
  /**
   * @param {HTMLElement} place
   * @param {any} page the review as the server gives it
   * @param {(ms: number) => void} seek
   */
  constructor(place, page, seek) {
    this.page = page;
    this.seek = seek;
    this.nowMs = 0;
    /** @type {{channels: number[][], step_ms: number} | null} */
    this.peaks = null;
    this.lanes = lanesOf(page);
    this.canvas = /** @type {HTMLCanvasElement} */ (el("canvas", { class: "rv-canvas", "aria-hidden": "true" }));
    this.needle = el("div", { class: "rv-needle", "aria-hidden": "true" });
    this.tip = el("p", { class: "rv-tip" }, "Point at a lane to read it; click to listen there.");
    this.range = /** @type {HTMLInputElement} */ (
      el("input", {
        type: "range", class: "rv-range", min: 0, max: page.call.duration_ms, step: 100, value: 0,
        "aria-label": "Time in the call",
        oninput: () => seek(Number(this.range.value)),
      })
    );
    this.box = el("div", { class: "rv-timeline" }, this.canvas, this.needle);
    fill(place, this.box, this.range, this.tip);
    this.canvas.addEventListener("click", (event) => this.click(event));
    this.canvas.addEventListener("mousemove", (event) => this.point(event));
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.box);
  }

  /** @param {any} peaks */
  show(peaks) {
    this.peaks = peaks;
    this.draw();
  }

  /** @param {number} ms */
  at(ms) {
    this.nowMs = ms;
    this.range.value = String(Math.round(ms));
    this.range.setAttribute("aria-valuetext", clock(ms));
    this.needle.style.transform = `translateX(${this.x(ms)}px)`;
  }

  get width() {
    return Math.max(200, this.box.clientWidth);
  }

  /** @param {number} ms */
  x(ms) {
    return LABEL + ((this.width - LABEL) * ms) / Math.max(1, this.page.call.duration_ms);
  }

  /** @param {MouseEvent} event */
  msAt(event) {
    const left = event.clientX - this.canvas.getBoundingClientRect().left;
    return ((left - LABEL) / (this.width - LABEL)) * this.page.call.duration_ms;
  }

  /** Where a lane begins. @param {number} index */
  top(index) {
    return this.lanes.slice(0, index).reduce((y, lane) => y + high(lane), 2 * WAVE);
  }

  /** @param {MouseEvent} event */
  itemAt(event) {
    const y = event.clientY - this.canvas.getBoundingClientRect().top;
    const ms = this.msAt(event);
    const near = this.page.call.duration_ms / 150;
    const items = this.lanes.find((lane, index) => y >= this.top(index) && y < this.top(index) + high(lane))?.items ?? [];
    const inside = items.find((one) => one.level !== undefined && ms >= one.from && ms < one.to);
    return inside ?? items.find((one) => ms >= one.from - near && ms <= Math.max(one.to, one.from + near)) ?? null;
  }

  /** @param {MouseEvent} event */
  click(event) {
    const item = this.itemAt(event);
    this.seek(item?.listen ?? item?.from ?? Math.max(0, this.msAt(event)));
  }

  /** @param {MouseEvent} event */
  point(event) {
    const item = this.itemAt(event);
    this.tip.textContent = item ? `${clock(item.from)}  ${item.text}` : clock(Math.max(0, this.msAt(event)));
  }

  draw() {
    const ratio = devicePixelRatio || 1;
    const height = this.top(this.lanes.length);
    this.canvas.width = this.width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.style.height = `${height}px`;
    this.needle.style.height = `${height}px`;
    const pen = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    pen.scale(ratio, ratio);
    const style = getComputedStyle(this.canvas);
    this.colours = {
      caller: voice(style, "--caller"), dispatcher: voice(style, "--dispatcher"),
      line: voice(style, "--line"), soft: voice(style, "--soft"), warn: voice(style, "--warn"),
      danger: voice(style, "--danger"), accent: voice(style, "--accent"), text: voice(style, "--text"),
      panel: voice(style, "--panel"),
    };
    pen.font = `12px ${style.fontFamily}`;
    this.wave(pen, 0, "caller");
    this.wave(pen, 1, "dispatcher");
    this.shade(pen, this.page.talk.overlaps, "warn", 0.35);
    this.shade(pen, this.page.talk.silences, "soft", 0.16);
    this.lanes.forEach((lane, index) => this.lane(pen, lane, this.top(index)));
    this.at(this.nowMs);
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {number} channel
   * @param {"caller" | "dispatcher"} who
   */
  wave(pen, channel, who) {
    const middle = channel * WAVE + WAVE / 2;
    pen.fillStyle = /** @type {any} */ (this.colours)[who];
    pen.fillText(who === "caller" ? "Caller" : "Dispatcher", 6, middle + 4);
    const loud = this.peaks?.channels[channel];
    if (!this.peaks || !loud) {
      for (const [from, to] of this.page.talk[who]) {
        pen.fillRect(this.x(from), middle - 8, Math.max(1, this.x(to) - this.x(from)), 16);
      }
      return;
    }
    const step = this.peaks.step_ms;
    const wide = Math.max(1, this.x(step) - this.x(0));
    loud.forEach((value, index) => {
      const tall = Math.max(1, (value / 100) * (WAVE - 6));
      pen.fillRect(this.x(index * step), middle - tall / 2, wide, tall);
    });
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {[number, number][]} spans
   * @param {string} tone
   * @param {number} strength
   */
  shade(pen, spans, tone, strength) {
    pen.globalAlpha = strength;
    pen.fillStyle = /** @type {any} */ (this.colours)[tone];
    for (const [from, to] of spans) pen.fillRect(this.x(from), 0, this.x(to) - this.x(from), 2 * WAVE);
    pen.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {Lane} lane
   * @param {number} top
   */
  lane(pen, lane, top) {
    pen.fillStyle = this.colours?.line ?? "";
    pen.fillRect(0, top, this.width, 1);
    pen.fillStyle = this.colours?.soft ?? "";
    pen.fillText(lane.name, 6, top + 14);
    for (const item of lane.items) {
      const [x, tall] = [this.x(item.from), Math.max(2, (high(lane) - 9) * (item.level ?? 1))];
      const y = top + high(lane) - 4 - tall;
      const wide = Math.max(4, this.x(item.to) - x);
      pen.fillStyle = /** @type {any} */ (this.colours)[item.tone];
      pen.fillRect(x, y, wide, tall);
      pen.fillStyle = this.colours?.text ?? "";
      pen.fillRect(x, y, 1, tall);
      if (item.name && pen.measureText(item.name).width + 8 < wide) this.named(pen, item.name, x + 4, Math.max(y - 3, top + 14));
    }
  }

  /**
   * A name that can be read on whatever lies under it.
   * @param {CanvasRenderingContext2D} pen
   * @param {string} name
   * @param {number} x
   * @param {number} y
   */
  named(pen, name, x, y) {
    pen.lineWidth = 3;
    pen.strokeStyle = this.colours?.panel ?? "";
    pen.strokeText(name, x, y);
    pen.fillText(name, x, y);
  }

  close() {
    this.watch.disconnect();
  }
}

/**
 * @param {CSSStyleDeclaration} style
 * @param {string} name
 */
function voice(style, name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour || style.color;
}

/** @param {Lane} lane */
function high(lane) {
  return lane.high ?? LANE;
}

/**
 * The stairway, where the talk is one for it: the higher the step, the higher it stands.
 * @param {any} stairway
 * @returns {Lane[]}
 */
function stairs(stairway) {
  if (!stairway) return [];
  const items = stairway.steps.map((/** @type {any} */ one) => ({
    from: one.at_ms, to: one.until_ms, listen: one.evidence.at_ms, level: one.step / 5,
    tone: one.up ? "accent" : "warn", name: words(one.name), text: `${one.told}: ${one.evidence.quote}`,
  }));
  return [{ name: "Stairway", items, high: STAIRS }];
}

/**
 * The lanes below the voices, each with what is in it.
 * @param {any} page
 * @returns {Lane[]}
 */
export function lanesOf(page) {
  const end = page.call.duration_ms;
  const at = (/** @type {any} */ one, /** @type {string} */ tone) => ({
    from: one.at_ms, to: one.at_ms, tone, text: `${words(one.name)}: ${one.quote || one.value}`,
  });
  const span = (/** @type {any} */ one, /** @type {string} */ tone) => ({
    from: one.at_ms, to: one.until_ms ?? end, tone, text: `${one.text} (${words(one.subject)})`,
  });
  const asked = page.questions.filter((/** @type {any} */ q) => q.asked).map((/** @type {any} */ q) => ({
    from: q.asked.evidence.at_ms, to: q.answered ? Math.max(q.answered.at_ms, q.asked.at_ms) : q.asked.at_ms,
    tone: q.late_ms ? "warn" : "dispatcher",
    text: `${words(q.question)} asked${q.late_ms ? `, ${Math.round(q.late_ms / 1000)} s after the prompt` : ""}`,
  }));
  return [
    { name: "Prompts", items: page.prompts.map((/** @type {any} */ p) => span(p, "accent")) },
    { name: "Questions", items: asked },
    { name: "Facts", items: page.facts.map((/** @type {any} */ f) => at(f, "caller")) },
    { name: "Alerts", items: page.alerts.map((/** @type {any} */ a) => ({ ...span(a, "danger"), to: a.at_ms })) },
    { name: "Rapport", items: [
      ...page.rapport.map((/** @type {any} */ r) => at(r, "accent")),
      ...page.faults.map((/** @type {any} */ r) => at(r, "danger")),
    ] },
    { name: "Caller", items: page.caller_states.map((/** @type {any} */ s) => ({
      ...at(s, Number(s.value) > 2 ? "danger" : "soft"), text: `Upset ${s.value} of 5: ${s.quote}`,
    })) },
    ...stairs(page.stairway),
    { name: "Comments", items: page.comments.map((/** @type {any} */ c) => ({
      from: c.at_ms, to: c.at_ms, tone: "text", text: `${c.by}: ${c.text || "bookmark"}`,
    })) },
  ];
}
