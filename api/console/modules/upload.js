/** A recording on its way: sending, then the pipeline's job, each told in words. */

import { ask, trouble } from "./api.js";
import { el, fill } from "./dom.js";
import { percent } from "./words.js";

const POLL_MS = 700;

/**
 * Send a file and follow its job.
 * @param {File} file
 * @param {number} mostMb
 * @param {() => void} done called once its call can be opened
 * @returns {HTMLElement} the line that tells how far it is
 */
export function upload(file, mostMb, done) {
  const words = el("span", { class: "upload__words" }, "sending");
  const bar = /** @type {HTMLProgressElement} */ (el("progress", { max: 1, value: 0, "aria-label": file.name }));
  const line = el("li", { class: "upload" }, el("b", {}, file.name), bar, words);
  /** @param {string} text @param {number | null} share */
  const tell = (text, share) => {
    fill(words, text);
    bar.hidden = share === null;
    if (share !== null) bar.value = share;
  };
  run(file, mostMb, tell)
    .then((callId) => {
      tell("", null);
      fill(words, "done: ", el("a", { href: `#call=${encodeURIComponent(callId)}` }, "open the call"));
      done();
    })
    .catch((error) => {
      line.classList.add("upload--failed");
      tell(`not taken: ${error.message}`, null);
    });
  return line;
}

/**
 * @param {File} file
 * @param {number} mostMb
 * @param {(text: string, share: number | null) => void} tell
 * @returns {Promise<string>} the call_id
 */
async function run(file, mostMb, tell) {
  if (file.size > mostMb * 2 ** 20) throw new Error(`it is larger than ${mostMb} MB.`);
  let job = await post(file, (share) => tell(`sending, ${percent(share)}`, share));
  while (job.state !== "done") {
    if (job.state === "cancelled") throw new Error("it was cancelled.");
    if (job.state === "failed") throw new Error(job.problem ?? "it could not be read.");
    tell(job.state === "queued" ? "waiting for its turn" : `listening, ${percent(job.progress)}`, job.progress);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    job = await ask(`/v1/jobs/${encodeURIComponent(job.job_id)}`);
  }
  return job.call_id;
}

/**
 * fetch cannot tell how far a sending is; XMLHttpRequest can.
 * @param {File} file
 * @param {(share: number) => void} onShare
 * @returns {Promise<any>} the job
 */
function post(file, onShare) {
  const form = new FormData();
  form.append("file", file);
  const request = new XMLHttpRequest();
  request.responseType = "json";
  request.upload.onprogress = (event) => onShare(event.total ? event.loaded / event.total : 0);
  return new Promise((resolve, reject) => {
    request.onload = () =>
      request.status === 202
        ? resolve(request.response)
        : reject(trouble(request.status, request.response ?? {}));
    request.onerror = () => reject(new Error("the server does not answer."));
    request.open("POST", "/v1/recordings");
    request.send(form);
  });
}
