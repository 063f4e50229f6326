/** The protocol cards in force, by identifier. */

import { ask } from "./api.js";

/** @typedef {{card: string, title: string, version: string, effective: string, approved_for_live_use: boolean,
 *   questions: {question: string, text: string}[]}} Card */

/** @type {Map<string, Card>} */
const cards = new Map();

export async function loadCards() {
  const list = await ask("/v1/protocols");
  for (const card of list.cards) cards.set(card.card, card);
}

/** @returns {Card[]} */
export function allCards() {
  return [...cards.values()];
}

/** @param {string | null} identifier */
export function cardOf(identifier) {
  return identifier ? cards.get(identifier) : undefined;
}

/**
 * The card a reference such as `hostage@1.2.0#weapons` points into.
 * @param {string} reference
 */
export function referenced(reference) {
  return cards.get(reference.split(/[^a-z0-9_]/i, 1)[0]);
}

/**
 * The reference in words, and whether its card may be used live. What is not known to be
 * approved counts as not approved.
 * @param {string} reference
 */
export function cited(reference) {
  const card = referenced(reference);
  return {
    words: card ? `${card.title}, card version ${card.version}` : reference,
    approved: card?.approved_for_live_use ?? false,
  };
}
