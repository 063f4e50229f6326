/** The stream of the call in the address, opened while the rest of the page still loads: a long call takes the server a while. */

/** @typedef {{callId: string, socket: WebSocket, messages: MessageEvent<string>[]}} Early */

const wanted = new URLSearchParams(location.hash.slice(1)).get("call");
/** @type {Early | null} */
let held = wanted ? begin(wanted) : null;

/** @param {string} callId @param {number | null} after the seq that is held, null for nothing */
export function address(callId, after) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const since = after === null ? "" : `&after=${after}`;
  return `${scheme}://${location.host}/v1/calls/${encodeURIComponent(callId)}/stream?words=false${since}`;
}

/** @param {string} callId @returns {Early} */
function begin(callId) {
  const socket = new WebSocket(address(callId, null));
  /** @type {MessageEvent<string>[]} */
  const messages = [];
  socket.onmessage = (message) => messages.push(message);
  return { callId, socket, messages };
}

/**
 * Take it over, once; null when it is of another call or has ended.
 * @param {string} callId
 */
export function takeEarly(callId) {
  const one = held;
  held = null;
  if (!one) return null;
  if (one.callId === callId && one.socket.readyState <= WebSocket.OPEN) return one;
  one.socket.close();
  return null;
}
