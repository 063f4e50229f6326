/**
 * The call's clock: the recording where there is one, else a silent clock at the same controls.
 * Everybody who follows is told the time on each frame while it runs.
 */

export const SPEEDS = [0.75, 1, 1.25, 1.5, 2];

export class Player {
  /**
   * @param {string | null} address of the recording; none: the clock runs without sound
   * @param {number} durationMs
   * @param {[number, number][]} silences spans that may be skipped
   */
  constructor(address, durationMs, silences) {
    this.durationMs = durationMs;
    this.silences = silences;
    this.skips = false;
    this.sound = new Audio();
    this.sound.preload = "auto";
    this.hasSound = true;
    /** @type {((ms: number, playing: boolean) => void)[]} */
    this.followers = [];
    this.silentMs = 0;
    this.silentSince = 0;
    this.rate = 1;
    this.running = false;
    this.frame = 0;
    this.onSoundless = () => {};
    this.sound.addEventListener("error", () => this.goSilent());
    for (const name of ["play", "pause", "seeked", "ended"]) {
      this.sound.addEventListener(name, () => this.tell());
    }
    if (address) this.sound.src = address;
    else this.hasSound = false;
  }

  goSilent() {
    if (!this.hasSound) return;
    this.hasSound = false;
    this.onSoundless();
    if (this.running) this.silentSince = performance.now();
    this.tell();
  }

  get playing() {
    return this.running;
  }

  get ms() {
    if (this.hasSound) return this.sound.currentTime * 1000;
    const since = this.running ? (performance.now() - this.silentSince) * this.rate : 0;
    return Math.min(this.durationMs, this.silentMs + since);
  }

  /** @param {number} ms */
  seek(ms) {
    const to = Math.max(0, Math.min(this.durationMs, ms));
    this.silentMs = to;
    this.silentSince = performance.now();
    if (this.hasSound) this.sound.currentTime = to / 1000;
    this.tell();
  }

  toggle() {
    if (this.running) this.pause();
    else this.play();
  }

  play() {
    this.running = true;
    this.silentSince = performance.now();
    if (this.hasSound) this.sound.play().catch(() => this.goSilent());
    this.follow();
  }

  pause() {
    this.silentMs = this.ms;
    this.running = false;
    this.sound.pause();
    this.tell();
  }

  /** @param {number} rate */
  speed(rate) {
    this.silentMs = this.ms;
    this.silentSince = performance.now();
    this.rate = rate;
    this.sound.playbackRate = rate;
  }

  follow() {
    cancelAnimationFrame(this.frame);
    const step = () => {
      if (!this.running) return;
      if (this.ms >= this.durationMs || this.sound.ended) {
        this.pause();
        return;
      }
      const silence = this.skips && this.silences.find(([from, to]) => this.ms > from + 300 && this.ms < to - 300);
      if (silence) this.seek(silence[1] - 200);
      this.tell();
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  tell() {
    for (const follower of this.followers) follower(this.ms, this.running);
  }

  close() {
    this.running = false;
    cancelAnimationFrame(this.frame);
    this.sound.pause();
    this.sound.removeAttribute("src");
    this.followers = [];
  }
}
