/** Words by microphone: recorded here, recognised by the centre's own server, kept nowhere. */

import { el } from "../modules/dom.js";

const LONGEST_MS = 30_000;
const MIC = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

export class Microphone {
  /**
   * @param {(text: string) => void} heard what was said
   * @param {(words: string) => void} say how it stands
   */
  constructor(heard, say) {
    this.heard = heard;
    this.say = say;
    /** @type {MediaRecorder | null} */
    this.recorder = null;
    this.timer = 0;
    this.button = el("button", { type: "button", "aria-pressed": "false", onclick: () => this.toggle() }, "Speak");
    this.button.hidden = !navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined";
  }

  toggle() {
    if (this.recorder) this.stop();
    else this.start();
  }

  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: MIC }).catch(() => null);
    if (!stream) {
      this.say("The microphone may not be used: allow it in the browser, or type.");
      return;
    }
    /** @type {Blob[]} */
    const parts = [];
    const recorder = this.recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.addEventListener("stop", () => {
      for (const track of stream.getTracks()) track.stop();
      this.shows(false);
      if (this.recorder === recorder) this.send(new Blob(parts, { type: recorder.mimeType }));
      this.recorder = null;
    });
    recorder.start();
    this.timer = setTimeout(() => this.stop(), LONGEST_MS);
    this.shows(true);
    this.say("Speak now; press again when you are done.");
  }

  stop() {
    clearTimeout(this.timer);
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  /** End without a word. */
  close() {
    const { recorder } = this;
    this.recorder = null;
    clearTimeout(this.timer);
    if (recorder?.state === "recording") recorder.stop();
  }

  /** @param {boolean} on */
  shows(on) {
    this.button.textContent = on ? "Done speaking" : "Speak";
    this.button.setAttribute("aria-pressed", String(on));
  }

  /** @param {Blob} sound */
  async send(sound) {
    this.say("Recognising…");
    const headers = { "Content-Type": sound.type.split(";")[0] || "application/octet-stream" };
    const answer = await fetch("/v1/listen?punctuate=true", { method: "POST", headers, body: sound }).catch(() => null);
    const body = await answer?.json().catch(() => null);
    const text = body?.results?.channels?.[0]?.alternatives?.[0]?.transcript?.trim();
    if (text) this.heard(text);
    this.say(text ? "Mend the words if they were misheard, then say it." : body?.err_msg ?? "No words were heard: speak again, or type.");
  }
}
