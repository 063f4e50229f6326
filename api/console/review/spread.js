/** A measure among the centre's calls: bars, their middle half, and this call; the words beside say the same. */

const WIDTH = 170;
const HEIGHT = 30;
const SPACE = "http://www.w3.org/2000/svg";

/**
 * @param {{quarters: number[], bars: {start: number, end: number, calls: number}[]}} spread
 * @param {number} value of this call
 */
export function spreadChart({ quarters, bars }, value) {
  const last = bars[bars.length - 1].end;
  const first = Math.min(bars[0].start, value);
  const most = Math.max(1, ...bars.map((bar) => bar.calls));
  const x = (/** @type {number} */ at) => (WIDTH * (Math.min(at, last) - first)) / (last - first);
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "rv-spread", "aria-hidden": "true" });
  svg.append(
    shape("rect", { class: "rv-spread__half", x: x(quarters[0]), y: 0, width: Math.max(1, x(quarters[2]) - x(quarters[0])), height: HEIGHT }),
    ...bars.filter((bar) => bar.calls).map((bar) => {
      const tall = Math.max(1, ((HEIGHT - 2) * bar.calls) / most);
      return shape("rect", { class: "rv-spread__bar", x: x(bar.start), y: HEIGHT - tall, width: Math.max(1, x(bar.end) - x(bar.start) - 1), height: tall });
    }),
    shape("rect", { class: "rv-spread__here", x: Math.max(0, Math.min(WIDTH - 3, x(value) - 1.5)), y: 0, width: 3, height: HEIGHT }),
  );
  return svg;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 */
function shape(name, attributes) {
  const node = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, typeof value === "number" ? value.toFixed(1) : value);
  return node;
}
