/** The caller's state over the call, as steps between calm and beyond control; the words beside it say the same. */

const WIDTH = 112;
const HEIGHT = 26;
const EDGE = 3;
const LEVELS = 5;
const SPACE = "http://www.w3.org/2000/svg";

/** @param {{eccs: number, at_ms: number}[]} moods oldest first, at least one */
export function trend(moods) {
  const svg = part("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "trend", "aria-hidden": "true" });
  for (const level of [1, LEVELS]) svg.append(part("path", { class: "trend__edge", d: `M0 ${high(level)}H${WIDTH}` }));
  const places = points(moods);
  const [x, y] = places[places.length - 1];
  svg.append(part("path", { class: "trend__line", d: steps(places) }), part("circle", { cx: x, cy: y, r: EDGE - 0.5 }));
  return svg;
}

/** A state holds until another is seen: no slope between two that nobody observed. @param {[number, number][]} places */
function steps([first, ...rest]) {
  return `M${first.join(" ")}${rest.map(([x, y]) => `H${x}V${y}`).join("")}`;
}

/** @param {{eccs: number, at_ms: number}[]} moods @returns {[number, number][]} */
function points(moods) {
  const first = moods[0].at_ms;
  const span = Math.max(1, moods[moods.length - 1].at_ms - first);
  return moods.map(({ eccs, at_ms }) => [Math.round(EDGE + ((WIDTH - 2 * EDGE) * (at_ms - first)) / span), high(eccs)]);
}

/** @param {number} level 1 calm, at the bottom, to 5 */
function high(level) {
  return HEIGHT - EDGE - ((HEIGHT - 2 * EDGE) * (level - 1)) / (LEVELS - 1);
}

/** @param {string} tag @param {Record<string, string | number>} props */
function part(tag, props) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value));
  return node;
}
