/** The settings of this server as the console holds them, and who wants to know of a change. */

import { ask } from "./api.js";

/** @typedef {{shadow_mode: boolean, answer_confidence_min: number, silence_notice_ms: number,
 *   hotwords: string[], provisional_alerts: boolean, interrupting_priority: number,
 *   changeable: boolean, speech_model: string, language_model: string, language: string,
 *   lines_max: number, keep_recordings: boolean}} Settings */

/** @type {Settings | null} */
let held = null;
/** @type {() => void} */
let changed = () => undefined;

/** @param {() => void} listener called when what is shown depends on a change */
export function onSettings(listener) {
  changed = listener;
}

/** What is in force, null while it is not known. */
export function settings() {
  return held;
}

/** Whether prompts and alerts are recorded and not shown. */
export function shadowed() {
  return held?.shadow_mode ?? false;
}

/** Read the settings anew. @returns {Promise<Settings>} */
export async function loadSettings() {
  return keep(await ask("/v1/settings"));
}

/**
 * @param {Partial<Settings>} change
 * @param {string} token
 */
export async function changeSettings(change, token) {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${token}` };
  return keep(await ask("/v1/settings", { method: "PATCH", headers, body: JSON.stringify(change) }));
}

/** @param {Settings} fresh */
function keep(fresh) {
  const before = shadowed();
  held = fresh;
  if (shadowed() !== before) changed();
  return fresh;
}
