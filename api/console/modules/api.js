/** Talking to the server; what fails becomes one sentence that can be shown. */

/** An error in words, with the server's code. */
export class Trouble extends Error {
  /**
   * @param {string} sentence
   * @param {string} code
   * @param {number} status 0 when the server did not answer
   */
  constructor(sentence, code, status) {
    super(sentence);
    this.code = code;
    this.status = status;
  }
}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 */
export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Trouble("The server does not answer.", "unreachable", 0);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok && path !== "/readyz") throw trouble(response.status, body);
  return body;
}

/**
 * @param {number} status
 * @param {{detail?: string, code?: string}} body a problem
 */
export function trouble(status, body) {
  return new Trouble(body.detail ?? `The server answered ${status}.`, body.code ?? "", status);
}

/**
 * Send a dispatcher's command.
 * @param {string} callId
 * @param {Record<string, string>} command
 */
export function send(callId, command) {
  return ask(`/v1/calls/${encodeURIComponent(callId)}/commands`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(command),
  });
}
