/** Keys of the telephone among what was said: presses close together stand in one line. */

const TOGETHER_MS = 2000; // as the server counts them

/** @typedef {{key: string, speaker: import("./state.js").Speaker, at_ms: number, seq: number}} Press */

/**
 * @param {import("./state.js").Line[]} lines as they stand, oldest first
 * @param {Press} press the newest
 */
export function addPress(lines, { key, speaker, at_ms, seq }) {
  const last = lines.at(-1);
  if (last?.keys && last.speaker === speaker && at_ms - last.end_ms <= TOGETHER_MS) {
    lines[lines.length - 1] = told({ ...last, keys: [...last.keys, key], end_ms: at_ms, seq });
  } else {
    lines.push(told({ utterance_id: `key-${seq}`, speaker, text: "", start_ms: at_ms, end_ms: at_ms, seq, confidence: 1, keys: [key] }));
  }
}

/**
 * What was said and what was pressed, in one order.
 * @param {import("./state.js").Line[]} said
 * @param {Press[]} presses
 */
export function together(said, presses) {
  if (presses.length === 0) return said;
  /** @type {import("./state.js").Line[]} */
  const lines = [];
  let next = 0;
  for (const line of said) {
    while (next < presses.length && presses[next].seq < line.seq) addPress(lines, presses[next++]);
    lines.push(line);
  }
  for (const press of presses.slice(next)) addPress(lines, press);
  return lines;
}

/** @param {import("./state.js").Line} line @returns {import("./state.js").Line} */
function told(line) {
  return { ...line, text: pressed(line.keys ?? []) };
}

/** @param {string[]} keys */
export function pressed(keys) {
  const same = keys.every((key) => key === keys[0]);
  if (!same) return `pressed keys ${keys.join(" ")}`;
  const times = ["", "", " twice", " three times"][keys.length] ?? ` ${keys.length} times`;
  return `pressed key ${keys[0]}${times}`;
}
