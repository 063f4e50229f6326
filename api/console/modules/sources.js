/** Where a line's sound comes from, and what it means when there is none. */

/** @typedef {{node: AudioNode, begin: () => void, end: () => void}} Source */

const MIC = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/**
 * The microphone; asks for permission.
 * @param {AudioContext} context
 * @returns {Promise<Source>}
 */
export async function micNode(context) {
  if (!navigator.mediaDevices) throw new DOMException("", "NotSecure");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: MIC });
  const node = context.createMediaStreamSource(stream);
  const end = () => stream.getTracks().forEach((track) => track.stop());
  return { node, begin: () => undefined, end };
}

/**
 * A file, played as fast as it was spoken.
 * @param {AudioContext} context
 * @param {File} file
 * @param {() => void} over
 * @returns {Promise<Source>}
 */
export async function fileNode(context, file, over) {
  const node = context.createBufferSource();
  node.buffer = await context.decodeAudioData(await file.arrayBuffer());
  node.onended = over;
  const end = () => {
    node.onended = null;
    node.disconnect();
  };
  return { node, begin: () => node.start(), end };
}

/** @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError: "The microphone was refused. Allow it for this page in the browser's address bar, then start again.",
  NotFoundError: "There is no microphone on this desk. Plug one in, or choose a file.",
  NotReadableError: "Another program holds the microphone. Close it there, then start again.",
  NotSecure: "The browser gives the microphone only to a secure page: open the console on this machine, or by https.",
  EncodingError: "This file is not sound that the browser can play. Choose WAV, MP3, FLAC or Ogg.",
};

/**
 * Why there is no sound, in a sentence that says what to do.
 * @param {unknown} error
 */
export function refusal(error) {
  const { name, message } = /** @type {Error} */ (error);
  return REFUSALS[name] ?? message ?? "The line could not be opened.";
}
