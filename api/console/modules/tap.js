/** Runs beside the sound: hands it on as 16-bit samples, a fiftieth of a second at a time. */

const FRAME = 320; // samples: 20 ms at 16 kHz
const FULL = 32_767;

class Tap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.peak = 0;
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    for (const sample of inputs[0]?.[0] ?? []) this.#take(Math.max(-1, Math.min(1, sample)));
    return true;
  }

  /** @param {number} sample -1 to 1 */
  #take(sample) {
    this.frame[this.filled++] = Math.round(sample * FULL);
    this.peak = Math.max(this.peak, Math.abs(sample));
    if (this.filled < FRAME) return;
    const samples = this.frame.buffer;
    this.port.postMessage({ samples, level: this.peak }, [samples]);
    this.frame = new Int16Array(FRAME);
    this.filled = 0;
    this.peak = 0;
  }
}

registerProcessor("tap", Tap);
