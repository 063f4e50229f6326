/**
 * A line of sound from this browser into a call: a microphone or a file, sent as it is heard.
 *
 * @typedef {"idle" | "asking" | "live" | "failed"} LineState
 * @typedef {"caller" | "dispatcher"} Role
 */

const RATE = 16_000;
const SOURCE_MAX = 100; // characters of a file's name that the list of calls shows
const WAITING_MAX = 1 << 20; // bytes not sent yet; more than that, and the line is too slow

export class Line {
  /** @param {(callId: string) => void} onCall the call has begun */
  constructor(onCall) {
    this.onCall = onCall;
    /** @type {LineState} */
    this.state = "idle";
    this.problem = "";
    this.level = 0;
    /** @type {string | null} */
    this.callId = null;
    /** @type {Role} */
    this.role = "caller";
    this.from = "";
  }

  /**
   * Open a call with what a microphone hears or a file holds.
   * @param {Role} role who is heard on it
   * @param {File | null} file null for the microphone
   */
  async start(role, file) {
    if (this.state === "asking" || this.state === "live") return;
    Object.assign(this, { state: "asking", problem: "", callId: null, role, from: file?.name ?? "microphone" });
    const { fileNode, micNode, refusal } = await import("./sources.js");
    try {
      this.context = new AudioContext({ sampleRate: RATE });
      await this.context.audioWorklet.addModule(new URL("./tap.js", import.meta.url));
      this.source = file ? await fileNode(this.context, file, () => this.stop()) : await micNode(this.context);
      await this.#connect(role);
      this.#tap();
      this.state = "live";
    } catch (error) {
      this.#fail(refusal(error));
    }
  }

  /** @param {Role} role @returns {Promise<void>} */
  #connect(role) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const query = new URLSearchParams({ encoding: "pcm16", rate: String(RATE), channels: "1", speakers: role, source: this.from.slice(0, SOURCE_MAX) });
    const socket = new WebSocket(`${scheme}://${location.host}/v1/calls/new/audio?${query}`);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    return new Promise((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new Error("The server takes no sound on this line. Is it running, and are its models loaded?"));
      socket.onclose = (close) => this.#closed(close, reject);
      socket.onmessage = (message) => this.#hear(JSON.parse(message.data));
    });
  }

  /** @param {{type: string, call_id?: string, detail?: string}} message */
  #hear(message) {
    if (message.type === "started" && message.call_id) {
      this.callId = message.call_id;
      this.onCall(message.call_id);
    }
    if (message.detail && message.type !== "started") this.problem = message.detail;
  }

  /** @param {CloseEvent} close @param {(error: Error) => void} reject */
  #closed(close, reject) {
    const words = this.problem || close.reason || "The server closed the line.";
    reject(new Error(words));
    if (this.state !== "live") return;
    if (close.code === 1000) this.#quiet("idle");
    else this.#fail(words);
  }

  #tap() {
    const { context, source, socket } = this;
    if (!context || !source || !socket) return;
    const tap = new AudioWorkletNode(context, "tap", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    tap.port.onmessage = ({ data }) => {
      this.level = data.level;
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > WAITING_MAX) this.#fail("The server takes the sound too slowly; the line was ended.");
      else socket.send(data.samples);
    };
    source.node.connect(tap);
    source.begin();
  }

  /** Hang up. */
  stop() {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: "hang_up" }));
    this.#quiet("idle");
  }

  /** @param {string} words */
  #fail(words) {
    this.problem = words;
    this.socket?.close();
    this.#quiet("failed");
  }

  /** Let go of the microphone and the file. @param {LineState} state */
  #quiet(state) {
    this.state = state;
    this.level = 0;
    this.source?.end();
    this.context?.close().catch(() => undefined);
    this.source = undefined;
    this.context = undefined;
  }
}
