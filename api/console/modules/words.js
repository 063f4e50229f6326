/** Identifiers and states as words for people. */

/** @type {Record<string, string>} */
const LABELS = {
  location: "Where",
  location_verified: "Place confirmed",
  callback_number: "Call-back number",
  what_happened: "What happened",
  when_happened: "When",
  position_inside: "Where inside",
  people_count: "How many people",
  hostage_count: "How many held",
  suspect_count: "How many suspects",
  suspect_description: "What the suspect looks like",
  cpr_knowledge: "CPR known or started",
  aed_available: "Defibrillator near",
  naloxone_available: "Naloxone there",
};

/**
 * What a question's state is called; the symbol beside it has the same name.
 * @type {Record<string, string>}
 */
export const STATES = {
  unasked: "not asked",
  asked: "asked, no answer yet",
  answered: "answered",
  unclear: "unclear",
  refused: "would not say",
  contradicted: "contradicted",
};

/** @type {Record<string, string>} */
const CERTAINTIES = {
  affirmed: "said so",
  denied: "said no",
  hedged: "not sure",
  unknown: "does not know",
  refused: "would not say",
};

/** @type {Record<string, string>} */
export const KINDS = {
  critical_question: "Ask",
  safety_instruction: "Tell the caller",
  rapport: "You could say",
  alert: "Alert",
};

/** Emotional Content and Cooperation Score: a soft hint, never an alert. */
export const MOODS = [
  "",
  "calm",
  "anxious, cooperative",
  "upset, cooperative",
  "not listening",
  "beyond control",
];

/**
 * What to do instead, for what is better left unsaid: a hint, never a reproach.
 * @type {Record<string, string>}
 */
export const HINTS = {
  calm_down: "Say what to do next rather than “calm down”.",
  why_question: "“What happened?” opens more than “why?”.",
  argue: "Leave the argument; say back what you heard.",
  scold: "Keep the voice warm; they called for help.",
  dismiss: "Name what they feel before the next question.",
  promise: "Promise only what you can keep; note what was promised.",
  arrival_time: "Say that help is on the way, not when it comes.",
  hold: "Say what you are doing before you go quiet.",
  delayed_instruction: "The instruction first, the rest after it.",
  several_questions: "One question at a time.",
};

/** Calls on which talk itself is the work. */
export const CRISIS = new Set(["hostage", "barricade", "kidnapping", "suicidal_person"]);

/** What leads to the next step of the stairway, by the step the talk stands on. */
export const NEXT_STEP = [
  "listen, say their words back",
  "name the feeling you hear",
  "keep listening until they settle",
  "ask for one small, safe thing",
  "help them do it, step by step",
  "stay with them until they are met",
];

/** @param {string} identifier */
export function label(identifier) {
  if (LABELS[identifier]) return LABELS[identifier];
  const words = identifier.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {string} certainty */
export function certainty(certainty) {
  return CERTAINTIES[certainty] ?? certainty;
}

/** @param {"caller" | "dispatcher"} speaker */
export function who(speaker) {
  return speaker === "caller" ? "Caller" : "You";
}

/** @param {number} share 0 to 1 */
export function percent(share) {
  return `${Math.round(share * 100)}\u00a0%`;
}

/**
 * A quote short enough to glance at.
 * @param {string} text
 * @param {number} [most] characters
 */
export function quote(text, most = 120) {
  const trimmed = text.trim();
  return `“${trimmed.length > most ? `${trimmed.slice(0, most - 1).trimEnd()}…` : trimmed}”`;
}

/**
 * Whether an alert rests on words that may yet change.
 * @param {import("./state.js").Guidance} one
 */
export function provisional(one) {
  return one.protocol_ref.endsWith("/provisional");
}
