/** One call in review: player, timeline, transcript, scorecards, measures, comments. */

import { ask } from "../modules/api.js";
import { el, fill } from "../modules/dom.js";
import { clock } from "../modules/time.js";
import { label as words, quote } from "../modules/words.js";
import { Card } from "./card.js";
import { addFact, address, editLine, factList, versionList } from "./corrections.js";
import { Player, SPEEDS } from "./player.js";
import { spreadChart } from "./spread.js";
import { Timeline } from "./timeline.js";
import { Transcript } from "./transcript.js";

const STEP_MS = 5000;
const PEAKS = 2000;

export class Review {
  /**
   * @param {HTMLElement} place
   * @param {{me: () => string, say: (words: string) => void}} shared
   * @param {string} callId
   * @param {number} fromMs where to begin
   * @param {string | null} [version] an earlier version of the call
   */
  constructor(place, shared, callId, fromMs, version = null) {
    this.place = place;
    this.shared = shared;
    this.path = `/v1/calls/${encodeURIComponent(callId)}`;
    this.callId = callId;
    this.closed = false;
    /** @type {Promise<any> | undefined} */
    this.facts = undefined;
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
    ask(`${this.path}/review${version ? `?version=${encodeURIComponent(version)}` : ""}`).then(
      (page) => this.closed || this.show(page, fromMs),
      (trouble) => fill(place, el("p", { class: "empty" }, trouble.message)),
    );
  }

  /**
   * @param {any} page
   * @param {number} fromMs
   */
  show(page, fromMs) {
    this.page = page;
    document.title = `Review: ${words(page.call.call_type ?? "call")} – Florence`;
    const seek = (/** @type {number} */ ms) => this.player?.seek(ms);
    this.timePlace = el("div");
    this.noticePlace = el("div", { role: "status" }, this.notice());
    this.headingPlace = el("div", {}, this.heading());
    this.transcriptPlace = el("section", { class: "rv-panel", "aria-label": "Transcript" });
    this.sidePlace = el("div", { class: "rv-side" });
    fill(
      this.place,
      this.noticePlace,
      el("div", { class: "rv-head" }, this.headingPlace, this.controls()),
      this.timePlace,
      el("div", { class: "rv-columns" }, this.transcriptPlace, this.sidePlace),
    );
    this.player = new Player(page.call.live ? null : `${this.path}/recording`, page.call.duration_ms, page.talk.silences);
    this.player.onSoundless = () => this.shared.say("No sound is kept of this call: the clock runs without it.");
    this.timeline = new Timeline(this.timePlace, page, seek);
    this.transcript = this.makeTranscript();
    this.player.followers.push((ms, playing) => this.at(ms, playing));
    this.side();
    addEventListener("keydown", this.onKey);
    if (!page.call.live) ask(`${this.path}/waveform?buckets=${PEAKS}`).then((peaks) => this.timeline?.show(peaks), () => undefined);
    if (fromMs) {
      this.player.sound.addEventListener("loadedmetadata", () => this.player?.seek(fromMs), { once: true });
      this.player.seek(fromMs);
    } else this.at(0, false);
  }

  makeTranscript() {
    const edit = this.mayCorrect() ? (/** @type {any} */ line, /** @type {HTMLElement} */ row) => editLine(line, row, (what) => this.correct(what), () => this.said(line, row)) : null;
    return new Transcript(/** @type {HTMLElement} */ (this.transcriptPlace), this.page.transcript, (ms) => this.player?.seek(ms), edit);
  }

  /**
   * A fact that was said in a line and not heard.
   * @param {any} line
   * @param {HTMLElement} row
   */
  async said(line, row) {
    this.facts ??= ask("/v1/facts");
    try {
      const { facts } = await this.facts;
      const first = this.page.questions.map((/** @type {any} */ q) => q.question);
      if (!this.closed) addFact(line, row, facts, first, (what) => this.correct(what));
    } catch (trouble) {
      this.facts = undefined;
      this.shared.say(/** @type {Error} */ (trouble).message);
    }
  }

  /** The same in the line being heard. */
  saidHere() {
    if (!this.mayCorrect() || this.transcript?.withCurrent((line, row) => this.said(line, row))) return;
    this.shared.say("Go to the line first in which the fact was said.");
  }

  /** Only the newest version of a call that is over, whose review is open, is put right. */
  mayCorrect() {
    const { call, version, versions, scorecards } = this.page;
    return !call.live && version === versions.length && !scorecards.some((/** @type {any} */ one) => one.closed_by);
  }

  /** What stands above the page: an earlier version, a call that still runs. */
  notice() {
    const { call, version, versions } = this.page;
    if (call.live) {
      return el("p", { class: "rv-notice" }, `This call is still going on. You see it as it stood at ${clock(call.duration_ms)}; its sound, its score and corrections come when it is over. `,
        el("button", { type: "button", onclick: () => location.reload() }, "Look again"));
    }
    if (version !== versions.length) {
      return el("p", { class: "rv-notice" }, `You see version ${version} of ${versions.length}. `,
        el("a", { href: address(this.callId, versions.length, versions.length) }, "To the newest"));
    }
    return null;
  }

  heading() {
    const { call } = this.page;
    return el(
      "div", {},
      el("h1", {}, words(call.call_type ?? "unknown kind of call")),
      el("p", { class: "rv-soft" }, [
        new Date(call.started_at).toLocaleString(), call.location, call.dispatcher && `taken by ${call.dispatcher}`,
        clock(call.duration_ms), words(call.state), this.page.version > 1 && `version ${this.page.version}`,
      ].filter(Boolean).join(" · ")),
    );
  }

  controls() {
    this.playButton = el("button", { type: "button", class: "strong", onclick: () => this.player?.toggle() }, "Play");
    this.clockText = el("output", { class: "number rv-clock" }, clock(0));
    const speed = /** @type {HTMLSelectElement} */ (
      el("select", { "aria-label": "Speed", onchange: () => this.player?.speed(Number(speed.value)) },
        SPEEDS.map((rate) => el("option", { value: rate, selected: rate === 1 }, `${rate}×`)))
    );
    this.speed = speed;
    this.skip = /** @type {HTMLInputElement} */ (el("input", {
      type: "checkbox", onchange: () => { if (this.player && this.skip) this.player.skips = this.skip.checked; },
    }));
    return el(
      "div", { class: "rv-controls", role: "group", "aria-label": "Playback" },
      this.playButton, this.clockText, speed, el("label", {}, this.skip, " skip silence"),
      el("button", { type: "button", onclick: () => this.comment("") }, "Bookmark"),
      el("button", { type: "button", onclick: () => this.share() }, "Copy link"),
      el("a", { href: `${this.path}/report.html`, target: "_blank", rel: "noopener" }, "Report"),
      el("a", { href: `${this.path}/transcript.vtt` }, "VTT"),
      el("details", {}, el("summary", {}, "Keys"), el("p", { class: "rv-soft" },
        "Space plays and pauses; ← → five seconds; ↑ ↓ line by line; [ ] slower, faster; S skips silence; B bookmarks; C comments; E corrects the line; F adds a fact that was said in it.")),
    );
  }

  /**
   * @param {number} ms
   * @param {boolean} playing
   */
  at(ms, playing) {
    this.timeline?.at(ms);
    this.transcript?.at(ms);
    if (this.clockText) this.clockText.textContent = clock(ms);
    if (this.playButton) this.playButton.textContent = playing ? "Pause" : "Play";
  }

  side() {
    const seek = (/** @type {number} */ ms) => { this.player?.seek(ms); };
    const send = (/** @type {Record<string, unknown>} */ note) => this.send(note);
    if (!this.sidePlace) return;
    fill(
      this.sidePlace,
      this.page.scorecards.map((/** @type {any} */ card, /** @type {number} */ index) => new Card(card, seek, send, index === 0).node),
      this.page.cpr && this.cpr(seek),
      this.page.stairway && this.stairway(seek),
      this.measures(seek),
      this.questions(seek),
      later("Facts", () => factList(this.page.facts, seek, this.mayCorrect() ? (what) => this.correct(what) : null, this.mayCorrect() ? () => this.saidHere() : null)),
      this.comments(seek),
      this.about(),
      this.page.versions.length > 1 && fold("Versions", [versionList(this.page, this.callId, (what) => this.correct(what))], false),
    );
  }

  /** @param {Record<string, unknown>} what */
  async correct(what) {
    const by = this.shared.me();
    if (!by) return false;
    this.shared.say("Running the call again from there…");
    try {
      const page = await ask(`${this.path}/review/corrections`, {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ base: this.page.version, correction: { ...what, by } }),
      });
      if (this.closed) return false;
      this.page = page;
      this.renew();
      this.shared.say(`Kept as version ${page.version}; what was before stays under Versions.`);
      return true;
    } catch (trouble) {
      this.shared.say(/** @type {Error} */ (trouble).message);
      return false;
    }
  }

  /** Show the page's new version where the old one stood. */
  renew() {
    this.transcript?.update(this.page.transcript);
    fill(/** @type {Element} */ (this.headingPlace), this.heading());
    fill(/** @type {Element} */ (this.noticePlace), this.notice());
    this.at(this.player?.ms ?? 0, this.player?.playing ?? false);
    // In steps, so that the page answers meanwhile.
    setTimeout(() => this.closed || this.lanes());
    setTimeout(() => this.closed || this.side());
  }

  lanes() {
    if (!this.timeline) return;
    this.timeline.close();
    const { peaks, nowMs } = this.timeline;
    this.timeline = new Timeline(/** @type {HTMLElement} */ (this.timePlace), this.page, (ms) => this.player?.seek(ms));
    this.timeline.peaks = peaks;
    this.timeline.at(nowMs);
  }

  /** @param {(ms: number) => void} seek */
  cpr(seek) {
    const { cpr } = this.page;
    const rows = [
      ["Address known", cpr.address, cpr.targets.location_s],
      ["Signs told", cpr.told], ["Prompted", cpr.prompted],
      ["CPR spoken of", cpr.recognised, cpr.targets.recognition_s],
      ["First instruction to push", cpr.instructed, cpr.targets.instruction_s],
      ["Counting heard", cpr.compressing, cpr.targets.first_compression_s],
    ];
    return fold("CPR clock", rows.map(([name, moment, target]) => row(target ? `${name} (target ${target} s)` : name, reached(moment, target), moment && (() => seek(moment.evidence.at_ms)))), true);
  }

  /** What the lane shows, in words: each step, why, and what was said. @param {(ms: number) => void} seek */
  stairway(seek) {
    const { told, steps } = this.page.stairway;
    return fold("Stairway", [el("p", {}, told), ...steps.map((/** @type {any} */ one) =>
      el("div", { class: "rv-step" }, row(one.told, clock(one.at_ms), () => seek(one.evidence.at_ms)),
        one.evidence.quote && el("p", { class: "rv-soft" }, quote(one.evidence.quote))))], true);
  }

  /** @param {(ms: number) => void} seek */
  measures(seek) {
    const pies = Object.entries(this.page.talk.more_pies).map(([name, count]) => row(words(name), String(count), null));
    const shown = () => this.page.measures.map((/** @type {any} */ m) => el("div", { class: "rv-measure" },
      row(m.about, m.amount, m.evidence[0] && (() => seek(m.evidence[0].at_ms))),
      el("div", { class: "rv-among" }, m.spread && spreadChart(m.spread, m.value), el("p", { class: "rv-soft" }, m.told))));
    return el("div", {}, later("Measures", shown), fold("Active listening", pies, false));
  }

  /** @param {(ms: number) => void} seek */
  questions(seek) {
    const told = (/** @type {any} */ q) => {
      if (q.asked) return q.late_ms ? `asked ${Math.round(q.late_ms / 1000)} s after the prompt` : `asked at ${clock(q.asked.at_ms)}`;
      if (q.answered) return `told unasked at ${clock(q.answered.at_ms)}`;
      return q.prompted ? "missed" : "not asked";
    };
    const list = this.page.questions.map((/** @type {any} */ q) => {
      const moment = q.asked ?? q.answered ?? q.prompted;
      return row(words(q.question), told(q), moment && (() => seek(moment.evidence.at_ms)));
    });
    return fold("Questions", list, false);
  }

  /** @param {(ms: number) => void} seek */
  comments(seek) {
    const text = /** @type {HTMLInputElement} */ (el("input", { id: "comment", maxlength: 4000, "aria-label": "Comment at this time", placeholder: "Comment at this time" }));
    const form = el("form", { class: "rv-comment", onsubmit: (event) => {
      event.preventDefault();
      if (text.value.trim()) this.comment(text.value).then(() => { text.value = ""; });
    } }, text, el("button", { type: "submit" }, "Add"));
    const list = this.page.comments.map((/** @type {any} */ one) => el("li", {},
      el("button", { type: "button", class: "quiet", onclick: () => seek(one.at_ms) }, clock(one.at_ms)),
      ` ${one.text || "Bookmark"} `, el("span", { class: "rv-soft" }, one.by), " ",
      el("button", { type: "button", class: "quiet", "aria-label": "Remove this comment",
        onclick: () => this.send({ type: "comment_removed", number: one.number }) }, "×")));
    return fold("Comments and bookmarks", [form, el("ul", {}, list)], true);
  }

  about() {
    const { call } = this.page;
    const who = /** @type {HTMLInputElement} */ (el("input", { value: call.dispatcher ?? "", maxlength: 80 }));
    const tags = /** @type {HTMLInputElement} */ (el("input", { value: call.tags.join(", ") }));
    const split = () => tags.value.split(",").map((tag) => tag.trim()).filter(Boolean);
    return fold("About this call", [
      el("form", { class: "rv-about", onsubmit: (event) => { event.preventDefault(); this.send({ type: "dispatcher_named", dispatcher: who.value }); } },
        el("label", {}, "Dispatcher ", who), el("button", { type: "submit" }, "Save")),
      el("form", { class: "rv-about", onsubmit: (event) => { event.preventDefault(); this.send({ type: "tagged", tags: split() }); } },
        el("label", {}, "Tags ", tags), el("button", { type: "submit" }, "Save")),
    ], false);
  }

  /** @param {string} text */
  comment(text) {
    return this.send({ type: "comment_added", at_ms: Math.round(this.player?.ms ?? 0), text });
  }

  /** @param {Record<string, unknown>} note */
  async send(note) {
    const by = this.shared.me();
    if (!by) return;
    try {
      this.page = await ask(`${this.path}/review/notes`, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...note, by }),
      });
      if (this.closed) return;
      this.shared.say("Saved.");
      this.side();
      this.lanes();
    } catch (trouble) {
      this.shared.say(/** @type {Error} */ (trouble).message);
    }
  }

  async share() {
    const at = Math.round(this.player?.ms ?? 0);
    history.replaceState(null, "", `#call=${encodeURIComponent(this.callId)}&t=${at}`);
    await navigator.clipboard?.writeText(location.href).then(
      () => this.shared.say("The link to this moment is copied."),
      () => this.shared.say("The link to this moment is in the address bar."),
    );
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const typing = /** @type {HTMLElement} */ (event.target).closest("input:not([type=range]):not([type=checkbox]), textarea, select, button, summary, a");
    if ((typing && (event.key === " " || event.key === "Enter" || typing.matches("input, textarea, select"))) || event.ctrlKey || event.metaKey || event.altKey || !this.player) return;
    const now = this.player.ms;
    const faster = (/** @type {number} */ by) => {
      const next = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, SPEEDS.indexOf(this.player?.rate ?? 1) + by))];
      this.player?.speed(next);
      if (this.speed) this.speed.value = String(next);
    };
    /** @type {Record<string, () => void>} */
    const keys = {
      " ": () => this.player?.toggle(),
      ArrowLeft: () => this.player?.seek(now - STEP_MS),
      ArrowRight: () => this.player?.seek(now + STEP_MS),
      ArrowUp: () => this.transcript?.step(-1),
      ArrowDown: () => this.transcript?.step(1),
      "[": () => faster(-1),
      "]": () => faster(1),
      s: () => this.skip?.click(),
      b: () => { this.comment(""); },
      c: () => document.getElementById("comment")?.focus(),
      e: () => this.transcript?.withCurrent((line, row) => this.transcript?.edit?.(line, row)),
      f: () => this.saidHere(),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  close() {
    this.closed = true;
    removeEventListener("keydown", this.onKey);
    this.player?.close();
    this.timeline?.close();
  }
}

/**
 * @param {string} title
 * @param {any[]} content
 * @param {boolean} open
 */
export function fold(title, content, open) {
  return el("details", { class: "rv-panel", open }, el("summary", {}, el("h2", {}, title)), ...content);
}

/**
 * A fold that is filled when it is first opened: long lists cost nothing until then.
 * @param {string} title
 * @param {() => any[]} content
 */
function later(title, content) {
  const place = fold(title, [], false);
  place.addEventListener("toggle", () => {
    if (place.childElementCount === 1) place.append(...content());
  });
  return place;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {(() => void) | null | undefined} listen
 */
function row(name, value, listen) {
  return el("p", { class: "rv-row" }, el("span", {}, name), el("span", { class: "number" }, value),
    listen && el("button", { type: "button", class: "quiet", "aria-label": `Listen: ${name}`, onclick: listen }, "Listen"));
}

/**
 * When a moment was reached, and whether that was later than aimed for.
 * @param {{at_ms: number} | null} moment
 * @param {number | undefined} target in seconds
 */
function reached(moment, target) {
  if (!moment) return "never";
  const late = target !== undefined && moment.at_ms > target * 1000;
  return `${Math.round(moment.at_ms / 1000)} s${late ? ", late" : ""}`;
}
