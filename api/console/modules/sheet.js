/** What a handover sheet says, part by part, from the call as it stands. */

import { shadowed } from "./centre.js";
import { pledges } from "./demands.js";
import { clock, moment } from "./time.js";
import { certainty, label, MOODS, provisional, quote, who } from "./words.js";

const CALLER = ["caller_name", "caller_role", "callback_number", "caller_position", "caller_safe"];
const PLACE = ["location", "location_verified", "position_inside", "access"];
const DANGER = ["weapons", "weapon_type", "weapon_location", "shots_fired", "suspect_location", "hazards"];
const PEOPLE = [
  "hostage_count", "hostage_condition", "people_count", "people_inside", "injuries", "conscious",
  "breathing_normally", "suspect_count", "suspect_name", "suspect_description", "relationship",
];
const OPEN = new Set(["contradicted", "unclear", "refused", "asked"]);
const LAST_WORDS = 3;

/** @typedef {{name: string, lines: string[]}} Part */

/**
 * @param {import("./state.js").CallState} state
 * @returns {Part[]} parts that have something to say
 */
export function sheet(state) {
  const grouped = new Set([...CALLER, ...PLACE, ...DANGER, ...PEOPLE, "demands", "deadline"]);
  const others = [...state.facts.keys()].filter((name) => !grouped.has(name));
  const parts = [
    { name: "Call", lines: about(state) },
    { name: "Where", lines: known(state, PLACE) },
    { name: "Caller", lines: [...known(state, CALLER), ...mood(state)] },
    { name: "Danger", lines: [...alerts(state).map((one) => one.text), ...known(state, DANGER)] },
    { name: "People", lines: known(state, PEOPLE) },
    { name: "Demands, deadlines, promises", lines: pledges(state).map((one) => `${clock(one.at_ms)} ${one.what}: ${one.words} (${one.from})`) },
    { name: "Also known", lines: known(state, others) },
    { name: "Told the caller", lines: told(state) },
    { name: "Still open", lines: open(state) },
    { name: "Notes", lines: state.notes.map((one) => `${clock(one.at_ms)} ${one.text}`) },
    { name: "Last words", lines: state.lines.slice(-LAST_WORDS).map((one) => `${clock(one.start_ms)} ${who(one.speaker)}: ${one.text}`) },
  ];
  return parts.filter((part) => part.lines.length > 0);
}

/**
 * What is handed over is sure, and was shown.
 * @param {import("./state.js").CallState} state
 */
function alerts(state) {
  return shadowed() ? [] : state.alerts().filter((one) => !provisional(one));
}

/** @param {import("./state.js").CallState} state */
function about(state) {
  const kind = state.callType ? label(state.callType) : "kind not known";
  const ended = state.ended ? `, over: ${state.ended}` : ", still on";
  return [`${kind}, began ${moment(state.startedAt)}, ${clock(state.atMs)} so far${ended}`, `Call ${state.callId}`];
}

/** @param {import("./state.js").CallState} state @param {string[]} names */
function known(state, names) {
  return names.flatMap((name) => {
    const fact = state.facts.get(name);
    if (!fact) return [];
    const from = fact.quote ? `${who(fact.speaker)} ${quote(fact.quote, 80)}` : "entered by hand";
    return [`${label(name)}: ${fact.value || "—"}, ${certainty(fact.certainty)} (${clock(fact.at_ms)}, ${from})`];
  });
}

/** @param {import("./state.js").CallState} state */
function mood(state) {
  return state.eccs ? [`Seems ${MOODS[state.eccs]} now`] : [];
}

/** @param {import("./state.js").CallState} state */
function told(state) {
  const given = [...state.given.values()].filter((one) => one.kind === "safety_instruction");
  return given.map((one) => `${clock(one.at_ms)} ${one.text}`);
}

/** @param {import("./state.js").CallState} state */
function open(state) {
  return [...state.questions.values()].filter((one) => OPEN.has(one.state)).map((one) => `${label(one.question)}: ${one.state}`);
}
