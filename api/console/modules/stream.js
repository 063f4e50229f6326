/**
 * One call's stream: connects, notices silence, and connects again from the seq it has.
 *
 * @typedef {{state: "connecting" | "open" | "lost" | "over" | "unknown", retryAt?: number}} Link
 */

import { address, takeEarly } from "./early.js";

const SILENCE_MS = 25_000; // the server sends a heartbeat every 10 s
const WAITS_MS = [500, 1000, 2000, 4000, 8000];
const OVER = 1000;
const BAD_AFTER = 4400;
const NO_CALL = 4404;

export class Stream {
  /**
   * @param {string} callId
   * @param {{onMessage: (message: any) => void, onLink: (link: Link) => void,
   *   seq: () => number | null}} listener `seq` is what the listener holds, null for nothing
   */
  constructor(callId, listener) {
    this.callId = callId;
    this.listener = listener;
    this.tries = 0;
    this.closed = false;
    this.connect();
  }

  connect() {
    if (this.closed) return;
    const seq = this.forget ? null : this.listener.seq();
    const early = seq === null ? takeEarly(this.callId) : null;
    this.socket = early?.socket ?? new WebSocket(address(this.callId, seq));
    this.socket.onmessage = (message) => this.#take(message);
    this.socket.onclose = (close) => this.#lose(close.code);
    this.#listenForSilence();
    // What came before anybody listened; not before the listener is complete.
    if (early) queueMicrotask(() => early.messages.forEach((message) => this.#take(message)));
  }

  /** @param {MessageEvent<string>} message */
  #take(message) {
    this.#listenForSilence();
    const body = JSON.parse(message.data);
    if (body.type === "snapshot") {
      this.tries = 0;
      this.forget = false;
      this.listener.onLink({ state: "open" });
    }
    if (body.type !== "heartbeat") this.listener.onMessage(body);
  }

  #listenForSilence() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.#give(), SILENCE_MS);
  }

  /** A socket that says nothing may never close by itself: leave it and connect anew. */
  #give() {
    if (!this.socket) return;
    this.socket.onclose = null;
    this.socket.onmessage = null;
    this.socket.close();
    this.#lose(0);
  }

  /** @param {number} code */
  #lose(code) {
    clearTimeout(this.silence);
    if (this.closed) return;
    if (code === OVER || code === NO_CALL) {
      this.listener.onLink({ state: code === OVER ? "over" : "unknown" });
      return;
    }
    this.forget = code === BAD_AFTER;
    const wait = WAITS_MS[Math.min(this.tries, WAITS_MS.length - 1)];
    this.tries += 1;
    this.listener.onLink({ state: "lost", retryAt: Date.now() + wait });
    this.retry = setTimeout(() => this.connect(), wait);
  }

  /** Leave for good. */
  close() {
    this.closed = true;
    clearTimeout(this.silence);
    clearTimeout(this.retry);
    this.socket?.close();
  }
}
