/** Which page is open for the address: `#call=<id>`, `#calls`, `#audio`, `#settings`, or the live call. */

import { ask } from "./api.js";
import { AudioPage } from "./audio_page.js";
import { Calls } from "./calls.js";
import { Desk } from "./desk.js";
import { SettingsPage } from "./settings_page.js";

/** @type {Record<string, string>} */
const TITLES = { calls: "Calls", audio: "Sound", settings: "Settings" };

export class Router {
  /**
   * @param {{page: HTMLElement, heading: HTMLElement, status: import("./status.js").Status,
   *   line: import("./line.js").Line}} frame
   */
  constructor(frame) {
    this.frame = frame;
    /** @type {Desk | Calls | AudioPage | SettingsPage | null} */
    this.open = null;
    this.searching = false;
  }

  /** The call page, when that is open. */
  get desk() {
    return this.open instanceof Desk ? this.open : null;
  }

  /** Open what the address says. @param {import("./commands.js").Commands} commands */
  route(commands) {
    this.open?.close();
    const place = location.hash.slice(1);
    const callId = new URLSearchParams(place).get("call");
    const { page, heading, status, line } = this.frame;
    if (callId) this.open = new Desk(callId, { page, heading, status, commands });
    else if (place === "audio") this.open = new AudioPage(page, line);
    else if (place === "settings") this.open = new SettingsPage(page, status);
    else this.open = new Calls(page, status);
    if (this.searching && this.open instanceof Calls) this.open.history.focus();
    this.searching = false;
    document.title = `${callId ? `Call ${callId}` : TITLES[place] ?? "Calls"} – Florence`;
    status.show();
  }

  /** Draw anew what depends on the cards. */
  refresh() {
    if (this.open instanceof Desk || this.open instanceof SettingsPage) this.open.refresh();
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
