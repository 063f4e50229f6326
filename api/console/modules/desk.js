/** The page of one call: panels over one state, fed by one stream. */

import { Alerts } from "./alerts.js";
import { Demands } from "./demands.js";
import { el, fill } from "./dom.js";
import { Heading } from "./heading.js";
import { Incident } from "./incident.js";
import { Notes } from "./notes.js";
import { Prompt } from "./prompt.js";
import { Questions } from "./questions.js";
import { RapportLane } from "./rapport.js";
import { CallState } from "./state.js";
import { Standing } from "./standing.js";
import { Stream } from "./stream.js";
import { clock } from "./time.js";
import { Transcript } from "./transcript.js";

export class Desk {
  /**
   * @param {string} callId
   * @param {{page: HTMLElement, heading: HTMLElement, status: import("./status.js").Status,
   *   commands: import("./commands.js").Commands}} frame
   */
  constructor(callId, frame) {
    this.callId = callId;
    this.status = frame.status;
    /** @type {CallState | null} */
    this.state = null;
    this.heading = new Heading(frame.heading, frame.commands);
    this.prompt = new Prompt(frame.commands);
    this.transcript = new Transcript();
    this.incident = new Incident(frame.commands);
    this.questions = new Questions(frame.commands);
    this.alerts = new Alerts(frame.commands);
    this.demands = new Demands();
    this.rapport = new RapportLane();
    this.notes = new Notes();
    /** @type {{needs: string[], node: HTMLElement, show: (state: CallState) => void}[]} */
    this.panels = [
      this.alerts, this.prompt, this.transcript, this.incident,
      this.questions, this.demands, this.rapport, this.notes,
    ];
    /** @type {Set<string> | null} types of events not drawn yet; null for everything */
    this.undrawn = null;
    this.#lay(frame.page);
    this.#link({ state: "connecting" });
    this.standing = new Standing(callId, (standing) => this.#stand(standing));
    this.stream = new Stream(callId, {
      onMessage: (message) => this.#take(message),
      onLink: (link) => this.#link(link),
      seq: () => this.state?.seq ?? null,
    });
    this.ticking = setInterval(() => this.#tick(), 500);
  }

  /** @param {HTMLElement} page */
  #lay(page) {
    const left = el("div", { class: "desk__left" }, this.transcript.node, this.notes.node);
    const middle = el("div", { class: "desk__middle" }, this.prompt.node, this.incident.node);
    const right = el("div", { class: "desk__right" }, this.demands.node, this.questions.node, this.rapport.node);
    const title = el("h1", { class: "spoken" }, "Call");
    fill(page, title, el("div", { class: "desk" }, this.alerts.node, middle, left, right));
  }

  /** @param {any} message */
  #take(message) {
    if (message.type === "snapshot") this.#start(message);
    else if (!this.state?.apply(message)) return;
    else {
      this.undrawn?.add(message.type);
      this.standing.hear(message.type);
    }
    this.heardAt = performance.now();
    this.#show();
  }

  /** @param {import("./state.js").Standing} standing */
  #stand(standing) {
    if (!this.state) return;
    this.state.standing = standing;
    this.undrawn?.add("standing");
    this.#show();
  }

  /** @param {any} snapshot */
  #start(snapshot) {
    const before = this.state;
    this.state = new CallState(snapshot);
    if (before) this.state.inherit(before);
    this.undrawn = null;
  }

  /** Draw everything anew: what all calls share has changed. */
  refresh() {
    this.undrawn = null;
    this.prompt.shown = "";
    this.#show();
  }

  /** Draw once a frame, however many events came. */
  #show() {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      if (!this.state) return;
      const { undrawn, state } = this;
      this.undrawn = new Set();
      this.heading.show(state);
      for (const panel of this.panels) {
        if (!undrawn || panel.needs.some((type) => undrawn.has(type))) panel.show(state);
      }
      this.status.call = this.state;
      this.status.show();
      this.#tick();
    });
  }

  /** @param {import("./stream.js").Link} link */
  #link(link) {
    this.status.link = link;
    this.status.show();
    const held = link.state === "lost" && this.state && !this.state.ended;
    this.prompt.hold(held ? `Connection lost: this is from ${clock(this.#now())}` : "");
    this.running = link.state === "open";
  }

  #now() {
    if (!this.state) return 0;
    if (!this.running || this.state.ended) return this.state.atMs;
    return this.state.atMs + (performance.now() - (this.heardAt ?? performance.now()));
  }

  #tick() {
    if (this.state && (this.running || this.state.ended)) {
      this.heading.tick(this.#now(), this.state.ended);
    }
  }

  /** Leave this call. */
  close() {
    this.stream.close();
    this.standing.close();
    clearInterval(this.ticking);
    cancelAnimationFrame(this.drawing ?? 0);
    this.status.link = null;
    this.status.call = null;
    fill(this.heading.node);
  }
}
