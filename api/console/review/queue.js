/** Recordings on their way: sent from here, dropped, or found by the server; all of them on its disk. */

import { ask } from "../modules/api.js";
import { el, fill } from "../modules/dom.js";

const LOOK_MS = 1500;
const SHOWN = 12;
const UNREADABLE = ["audio_unreadable", "transcript_invalid"];

export class Queue {
  /**
   * @param {{say: (words: string) => void}} shared
   * @param {() => void} arrived what to do when a call is ready
   */
  constructor(shared, arrived) {
    this.shared = shared;
    this.arrived = arrived;
    this.done = -1;
    this.print = "";
    this.closed = false;
    this.sending = el("p", { role: "status" });
    this.told = el("p", { class: "rv-soft" });
    this.list = el("ul", { class: "rv-jobs" });
    this.who = /** @type {HTMLInputElement} */ (el("input", { maxlength: 80 }));
    this.tags = /** @type {HTMLInputElement} */ (el("input", { maxlength: 200, placeholder: "night, training" }));
    this.act = el("p", {});
    this.node = this.box();
    this.look();
  }

  box() {
    const input = /** @type {HTMLInputElement} */ (el("input", { type: "file", multiple: true, onchange: () => this.send(input.files) }));
    const box = el("section", { class: "rv-drop rv-panel" }, el("h2", {}, "Add recordings"),
      el("p", { class: "rv-filters" }, el("label", {}, "Choose recordings or transcripts, or drop them here ", input),
        el("label", {}, "Taken by ", this.who), el("label", {}, "Tags ", this.tags)),
      this.sending, this.told, this.act, this.list);
    box.addEventListener("dragover", (event) => event.preventDefault());
    box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.send(/** @type {DragEvent} */ (event).dataTransfer?.files ?? null);
    });
    return box;
  }

  /** One after another, so that a hundred files never stand in memory. @param {FileList | null} files */
  async send(files) {
    const all = [...(files ?? [])];
    const troubles = [];
    let known = 0;
    for (const [index, file] of all.entries()) {
      this.sending.textContent = `Sending ${index + 1} of ${all.length}: ${file.name}`;
      const body = new FormData();
      body.set("file", file);
      if (this.who.value.trim()) body.set("dispatcher", this.who.value.trim());
      const tags = this.tags.value.toLowerCase().split(",").map((tag) => tag.trim()).filter(Boolean);
      if (tags.length) body.set("tags", tags.join(","));
      try {
        known += (await ask("/v1/recordings", { method: "POST", body })).duplicate ? 1 : 0;
      } catch (trouble) {
        troubles.push(`${file.name}: ${/** @type {Error} */ (trouble).message}`);
      }
    }
    const sent = all.length - troubles.length;
    const before = known ? `, ${known} of them known already` : "";
    fill(this.sending, `${sent} of ${all.length} sent${before}. They are safe here: this page may be closed. `, troubles.join(" "));
    await this.show();
  }

  async look() {
    if (this.closed) return;
    await this.show();
    setTimeout(() => this.look(), LOOK_MS);
  }

  async show() {
    if (document.hidden) return;
    const page = await ask(`/v1/jobs?limit=${SHOWN}`).catch(() => null);
    if (!page || this.closed) return;
    const { standing } = page;
    if (this.done >= 0 && standing.done > this.done) this.arrived();
    this.done = standing.done;
    /** @type {string} */
    const print = JSON.stringify(page);
    if (print === this.print) return;
    this.print = print;
    this.told.textContent = stands(standing);
    fill(this.act,
      standing.queued > 0 && this.button("Cancel what waits", "/v1/queue/cancel"),
      standing.cancelled > 0 && this.button(`Queue the ${standing.cancelled} cancelled again`, "/v1/queue/resume"));
    fill(this.list, page.jobs.map((/** @type {any} */ job) => this.line(job)));
  }

  /** @param {any} job */
  line(job) {
    const state = job.state === "running" ? `${Math.round(job.progress * 100)} %` : job.state === "queued" ? "waiting" : job.state;
    return el("li", {}, `${job.filename}: `,
      job.state === "done" ? el("a", { href: `#call=${encodeURIComponent(job.call_id)}` }, "ready for review") : job.problem ?? state, " ",
      ["queued", "running"].includes(job.state) && this.button("Cancel", `/v1/jobs/${job.job_id}/cancel`, job.filename),
      ["failed", "cancelled"].includes(job.state) && !UNREADABLE.includes(job.code) && this.button("Try again", `/v1/jobs/${job.job_id}/resume`, job.filename));
  }

  /**
   * @param {string} words
   * @param {string} path
   * @param {string} [name] whom it is about
   */
  button(words, path, name) {
    return el("button", { type: "button", class: "quiet", "aria-label": name ? `${words}: ${name}` : null, onclick: async () => {
      await ask(path, { method: "POST" }).catch((trouble) => this.shared.say(trouble.message));
      await this.show();
    } }, words);
  }

  close() {
    this.closed = true;
  }
}

/** @param {any} standing */
function stands(standing) {
  const { queued, running, failed, cancelled, remaining_s: left, trouble } = standing;
  if (trouble) return `${trouble}. What waits is kept.`;
  const parts = [
    running && `taking ${standing.current ?? "one"}`, queued && `${queued} waiting`,
    failed && `${failed} could not be taken`, cancelled && `${cancelled} cancelled`,
  ].filter(Boolean);
  if ((queued || running) && left !== null) parts.push(left >= 90 ? `about ${Math.round(left / 60)} min left` : `about ${Math.round(left)} s left`);
  return parts.join(", ");
}
