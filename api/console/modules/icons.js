/** Small line drawings that stand beside words, never instead of them. */

/** @type {Record<string, string>} */
const PATHS = {
  unasked: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11",
  asked: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.2l2.2 1.4",
  answered: "M2.8 8.6l3.4 3.4l7-8",
  unclear: "M2.5 7c1.8-2 3.6-2 5.5 0s3.700 2 5.500 0M2.500 11c1.800-2 3.600-2 5.500 0s3.700 2 5.500 0",
  refused: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M4.2 4.200l7.600 7.600",
  contradicted: "M2.500 6h11M2.500 10h11M10.500 2.500l-5 11",
  alert: "M8 2l6.500 11.500h-13zM8 6.300v3.400M8 11.600v.2",
  caller: "M8 2.500a2.600 2.600 0 1 0 0 5.200a2.600 2.600 0 1 0 0-5.200M3 13.500c.4-3 2.400-4.300 5-4.300s4.600 1.300 5 4.300",
  dispatcher: "M2.800 9.500V8a5.200 5.200 0 0 1 10.400 0v1.500M2.800 8.500h2v4h-2zM11.200 8.500h2v4h-2zM12.200 12.500c0 1.200-1.400 1.700-3 1.700",
  good: "M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
  wait: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.2l2.2 1.4",
};

/**
 * @param {string} name one of PATHS
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `icon icon--${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name] ?? PATHS.unasked);
  svg.append(path);
  return svg;
}
