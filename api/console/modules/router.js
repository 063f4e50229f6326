/** Which page is open for the address: `#call=<id>`, `#calls`, `#audio`, `#settings`, or the live call. */

import { ask } from "./api.js";
import { Calls } from "./calls.js";
import { Desk } from "./desk.js";

/** @typedef {{close: () => void, refresh?: () => void}} Page */

/** Pages that are seldom wanted: each comes when it is first opened, or when there is time. */
const PAGES = {
  audio: () => import("./audio_page.js"),
  settings: () => import("./settings_page.js"),
};
const BOXES = [() => import("./handover.js"), () => import("./sources.js")];
/** @type {Record<string, string>} */
const TITLES = { calls: "Calls", audio: "Sound", settings: "Settings" };

export class Router {
  /**
   * @param {{page: HTMLElement, heading: HTMLElement, status: import("./status.js").Status,
   *   line: import("./line.js").Line}} frame
   */
  constructor(frame) {
    this.frame = frame;
    /** @type {Page | null} */
    this.open = null;
    this.searching = false;
    this.turn = 0;
  }

  /** The call page, when that is open. */
  get desk() {
    return this.open instanceof Desk ? this.open : null;
  }

  /** Open what the address says. @param {import("./commands.js").Commands} commands */
  async route(commands) {
    this.open?.close();
    this.open = null;
    const turn = ++this.turn;
    const place = location.hash.slice(1);
    const callId = new URLSearchParams(place).get("call");
    const { page, heading, status } = this.frame;
    document.title = `${callId ? `Call ${callId}` : TITLES[place] ?? "Calls"} – Florence`;
    if (callId) this.open = new Desk(callId, { page, heading, status, commands });
    else if (Object.hasOwn(PAGES, place)) await this.#fetch(place, () => turn === this.turn);
    else this.open = new Calls(page, status);
    if (this.searching && this.open instanceof Calls) this.open.history.focus();
    this.searching = false;
    status.show();
  }

  /** @param {string} place @param {() => boolean} wanted whether nobody has gone elsewhere meanwhile */
  async #fetch(place, wanted) {
    try {
      const make = await (place === "audio" ? this.#audio() : this.#settings());
      if (wanted()) this.open = make();
    } catch {
      if (wanted()) this.frame.status.say("This page could not be loaded: the server does not answer.");
    }
  }

  /** @returns {Promise<() => Page>} */
  async #audio() {
    const { AudioPage } = await PAGES.audio();
    return () => new AudioPage(this.frame.page, this.frame.line);
  }

  /** @returns {Promise<() => Page>} */
  async #settings() {
    const { SettingsPage } = await PAGES.settings();
    return () => new SettingsPage(this.frame.page, this.frame.status);
  }

  /** Draw anew what depends on the cards. */
  refresh() {
    this.open?.refresh?.();
  }

  /** @param {string} place */
  go(place) {
    location.hash = `#${place}`;
  }

  /** @param {string} callId */
  goToCall(callId) {
    this.go(`call=${encodeURIComponent(callId)}`);
  }

  /** From one live call to the next, round and round. */
  async nextCall() {
    try {
      const { calls } = await ask("/v1/board");
      const ids = calls.map((/** @type {{call_id: string}} */ call) => call.call_id);
      const next = ids[(ids.indexOf(this.desk?.callId) + 1) % ids.length];
      if (next && next !== this.desk?.callId) this.goToCall(next);
      else this.frame.status.say("There is no other live call.");
    } catch (error) {
      this.frame.status.say(/** @type {Error} */ (error).message);
    }
  }

  /** On the board, open the call with this number. @param {number} number */
  openNumber(number) {
    if (this.open instanceof Calls) this.open.openNumber(number);
  }

  /** To the search field, wherever we are. */
  search() {
    if (this.open instanceof Calls) return this.open.history.focus();
    this.searching = true;
    this.go("calls");
  }

  /** Without an address the dispatcher wants the call that is on. */
  async goToLiveCall() {
    const { calls } = await ask("/v1/board");
    const latest = calls.at(-1);
    if (latest) history.replaceState(null, "", `#call=${encodeURIComponent(latest.call_id)}`);
  }
}

/** Fetch what other pages need, so that they open at once, also when the server is gone. */
export function prepare() {
  for (const load of [...Object.values(PAGES), ...BOXES]) load().catch(() => undefined);
}
