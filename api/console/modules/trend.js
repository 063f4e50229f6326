/** A line of the caller's state over the call; the words beside it say the same. */

const WIDTH = 96;
const HEIGHT = 20;
const LEVELS = 5;
const SPACE = "http://www.w3.org/2000/svg";

/** @param {{eccs: number, at_ms: number}[]} moods oldest first */
export function trend(moods) {
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("class", "trend");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SPACE, "polyline");
  line.setAttribute("points", points(moods).map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "));
  svg.append(line);
  return svg;
}

/** @param {{eccs: number, at_ms: number}[]} moods @returns {[number, number][]} */
function points(moods) {
  const first = moods[0].at_ms;
  const span = Math.max(1, moods[moods.length - 1].at_ms - first);
  return moods.map(({ eccs, at_ms }) => [
    2 + ((WIDTH - 4) * (at_ms - first)) / span,
    HEIGHT - 2 - ((HEIGHT - 4) * (eccs - 1)) / (LEVELS - 1),
  ]);
}
