/** The bottom line, in words: models, connection, failed parts. The worst comes first. */

import { ask } from "./api.js";
import { allCards } from "./cards.js";
import { loadSettings, shadowed } from "./centre.js";
import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { label, percent } from "./words.js";

const SOON_MS = 2000;
const SELDOM_MS = 15_000;

export class Status {
  /** @param {HTMLElement} node */
  constructor(node) {
    this.node = node;
    /** @type {{state: string, detail: string, progress: number | null} | null} */
    this.readiness = null;
    /** @type {import("./stream.js").Link | null} */
    this.link = null;
    /** @type {import("./state.js").CallState | null} */
    this.call = null;
    /** @type {import("./line.js").Line | null} */
    this.line = null;
    this.said = "";
    this.shown = "";
    this.#poll();
    setInterval(() => this.show(), 500);
  }

  async #poll() {
    try {
      this.readiness = await ask("/readyz");
      await loadSettings().catch(() => undefined);
    } catch {
      this.readiness = null;
    }
    this.show();
    const ready = this.readiness?.state === "ready";
    setTimeout(() => this.#poll(), ready ? SELDOM_MS : SOON_MS);
  }

  /**
   * Say something for a few seconds: what a command led to, or why it failed.
   * @param {string} words
   */
  say(words) {
    this.said = words;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => {
      this.said = "";
      this.show();
    }, 6000);
    this.show();
  }

  show() {
    const lines = [...this.#troubles(), ...(this.said ? [["good", this.said]] : [])];
    if (lines.length === 0) lines.push(["good", this.#calm()]);
    lines.push(...this.#always());
    const print = JSON.stringify(lines);
    if (print === this.shown) return;
    this.shown = print;
    fill(
      this.node,
      lines.map(([sign, words]) => el("p", { class: `say say--${sign}` }, icon(sign), words)),
    );
  }

  /** @returns {string[][]} */
  #troubles() {
    const lines = [];
    if (this.link?.state === "lost") lines.push(["alert", lost(this.link)]);
    if (this.link?.state === "connecting") lines.push(["wait", "Connecting to the call…"]);
    if (this.link?.state === "unknown") lines.push(["alert", "There is no such call on this server."]);
    for (const one of this.call?.troubles.values() ?? []) {
      lines.push(["alert", troubled(one)]);
    }
    const ready = this.readiness;
    if (ready?.state === "loading") {
      const far = ready.progress === null ? "" : ` (${percent(ready.progress)})`;
      lines.push(["wait", `Models are loading${far}: ${ready.detail}`]);
    }
    if (ready?.state === "failed") lines.push(["alert", `Not ready for calls: ${ready.detail}`]);
    if (!ready && this.link?.state !== "lost") lines.push(["alert", "The server does not answer. Trying again."]);
    return lines;
  }

  /** What is never out of sight: sound going out of this browser, cards nobody approved. */
  #always() {
    const lines = [];
    if (this.line?.state === "live") lines.push(["wait", `This browser's ${this.line.from} is on the line (M).`]);
    if (this.line?.state === "failed") lines.push(["alert", `The sound line failed: ${this.line.problem}`]);
    if (shadowed()) lines.push(["wait", "Shadow mode: prompts and alerts are recorded, not shown."]);
    const cards = allCards();
    const open = cards.filter((card) => !card.approved_for_live_use).length;
    if (open) lines.push(["wait", `${open} of ${cards.length} cards are not approved for live use.`]);
    return lines;
  }

  #calm() {
    if (!this.call) return "Ready for calls.";
    return this.call.ended ? `The call is over: ${this.call.ended}.` : "Connected. Everything works.";
  }
}

/**
 * What comes late is not gone; what failed may be.
 * @param {{stage: string, code?: string, message: string}} one
 */
function troubled(one) {
  const message = one.message.replace(/\.$/, "");
  if (one.code === "degraded") return `${label(one.stage)} is behind: ${message}. Trust your own ears first.`;
  return `${label(one.stage)} failed: ${message}. Prompts may be missing; follow the card.`;
}

/** @param {import("./stream.js").Link} link */
function lost(link) {
  const seconds = Math.max(0, Math.ceil(((link.retryAt ?? 0) - Date.now()) / 1000));
  const when = seconds > 0 ? `in ${seconds} s` : "now";
  return `Connection lost. Trying again ${when}. What you see is not current.`;
}
