/** The transcript that follows the call: a click on a word listens there. */

import { el, fill } from "../modules/dom.js";
import { clock } from "../modules/time.js";

const CHUNK = 120;
const REACHES = 4;

export class Transcript {
  /**
   * @param {HTMLElement} place
   * @param {any[]} lines
   * @param {(ms: number) => void} seek
   * @param {((line: any, row: HTMLElement) => void) | null} [edit] puts a line right; none: lines are only read
   */
  constructor(place, lines, seek, edit = null) {
    this.edit = edit;
    this.lines = [...lines].sort((a, b) => a.start_ms - b.start_ms);
    this.current = -1;
    this.word = -1;
    this.seek = seek;
    this.follows = true;
    this.list = el("ol", { class: "rv-lines", tabindex: "0", "aria-label": "Transcript" });
    /** @type {HTMLElement[]} */
    this.rows = [];
    this.build(CHUNK);
    fill(place, this.list);
    this.list.addEventListener("click", (event) => this.click(event));
    this.list.addEventListener("wheel", () => { this.follows = false; }, { passive: true });
  }

  /** A long call is built a piece at a time, so that the page answers meanwhile. @param {number} upTo */
  build(upTo) {
    const fresh = this.lines.slice(this.rows.length, upTo).map((line, index) => this.row(line, this.rows.length + index));
    this.rows.push(...fresh);
    this.list.append(...fresh);
    if (this.rows.length < this.lines.length) setTimeout(() => this.build(this.rows.length + CHUNK));
  }

  /**
   * @param {any} line
   * @param {number} index
   */
  row(line, index) {
    return el(
      "li",
      { class: `rv-line rv-line--${line.speaker}`, "data-seq": line.seq, "data-index": index },
      el("button", { class: "rv-time quiet", type: "button" }, clock(line.start_ms)),
      el("p", { class: "rv-words" }, line.text),
      this.edit && el("button", { class: "rv-edit quiet", type: "button", "aria-label": `Correct the line at ${clock(line.start_ms)}` }, "Correct"),
    );
  }

  /** @param {Event} event */
  click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const line = this.lines[Number(/** @type {HTMLElement | null} */ (target.closest("li"))?.dataset.index)];
    if (target.closest("form")) return;
    const row = /** @type {HTMLElement | null} */ (target.closest("li"));
    if (line && row && target.closest(".rv-edit")) {
      this.edit?.(line, row);
      return;
    }
    const word = line?.words[Number(target.dataset.word)];
    if (line) this.go((word ?? line).start_ms);
  }

  /** @param {number} ms */
  go(ms) {
    this.follows = true;
    this.seek(ms);
  }

  /** @param {number} ms */
  at(ms) {
    const index = this.indexAt(ms);
    if (index !== this.current) this.move(index);
    if (index >= 0) this.markWord(this.lines[index], ms);
  }

  /** The last line that has begun. @param {number} ms */
  indexAt(ms) {
    let low = 0;
    let high = this.lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.lines[middle].start_ms <= ms) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** @param {number} index */
  move(index) {
    const old = this.rows[this.current];
    if (old) {
      old.removeAttribute("aria-current");
      fill(/** @type {Element} */ (old.querySelector("p")), this.lines[this.current].text);
    }
    this.current = index;
    this.word = -1;
    if (index >= this.rows.length) this.build(index + 1);
    const row = this.rows[index];
    if (!row) return;
    row.setAttribute("aria-current", "true");
    this.spread(row, this.lines[index]);
    if (this.follows) this.keepInView(/** @type {HTMLElement} */ (row));
  }

  /** Scrolls the list alone: the page stays where the trainer has it. @param {HTMLElement} row */
  keepInView(row) {
    const reach = () => {
      const top = row.offsetTop;
      const seen = this.list.scrollTop;
      const room = this.list.clientHeight;
      if (top < seen + 40 || top + row.offsetHeight > seen + room - 40) this.list.scrollTop = top - room / 3;
    };
    // Lines not yet drawn have only a guessed height: look again while they are being drawn.
    const again = (/** @type {number} */ times) => {
      reach();
      if (times) requestAnimationFrame(() => again(times - 1));
    };
    again(REACHES);
  }

  /**
   * Only the line being spoken has a node a word.
   * @param {Element} row
   * @param {any} line
   */
  spread(row, line) {
    if (!line.words.length) return;
    const nodes = line.words.flatMap((/** @type {any} */ word, /** @type {number} */ index) => [
      el("span", { "data-word": index }, word.word.trim()), " ",
    ]);
    fill(/** @type {Element} */ (row.querySelector("p")), nodes);
  }

  /**
   * @param {any} line
   * @param {number} ms
   */
  markWord(line, ms) {
    const word = line.words.findLastIndex((/** @type {any} */ one) => one.start_ms <= ms);
    if (word === this.word) return;
    const spans = this.rows[this.current].querySelectorAll("span");
    spans[this.word]?.classList.remove("now");
    spans[word]?.classList.add("now");
    this.word = word;
  }

  /**
   * The same call in another version: only lines that differ are drawn anew.
   * @param {any[]} lines
   */
  update(lines) {
    const old = this.lines;
    this.lines = [...lines].sort((a, b) => a.start_ms - b.start_ms);
    const same = old.length === this.lines.length && old.every((line, index) => line.utterance_id === this.lines[index].utterance_id);
    this.current = -1;
    this.word = -1;
    if (!same) {
      this.rows = [];
      fill(this.list);
      this.build(CHUNK);
      return;
    }
    this.rows.forEach((row, index) => {
      const [was, is] = [old[index], this.lines[index]];
      if (was.text === is.text && was.speaker === is.speaker && !row.matches("[aria-current], .rv-line--edited, .rv-line--adding")) return;
      const fresh = this.row(is, index);
      const held = row.contains(document.activeElement);
      row.replaceWith(fresh);
      this.rows[index] = fresh;
      // Whoever corrects by keyboard goes on at the line that was corrected.
      if (held) /** @type {HTMLElement | null} */ (fresh.querySelector(".rv-edit"))?.focus();
    });
  }

  /**
   * Do something with the line that is being spoken; false where there is none.
   * @param {(line: any, row: HTMLElement) => void} act
   */
  withCurrent(act) {
    const row = this.rows[this.current];
    if (row) act(this.lines[this.current], row);
    return Boolean(row);
  }

  /** Next or previous line. @param {number} by */
  step(by) {
    const line = this.lines[Math.max(0, Math.min(this.lines.length - 1, this.current + by))];
    if (line) this.go(line.start_ms);
  }
}
