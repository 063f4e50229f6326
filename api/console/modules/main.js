/** Opens the right page for the address: `#call=<id>`, `#calls`, or the latest live call. */

import { ask } from "./api.js";
import { Calls } from "./calls.js";
import { loadCards } from "./cards.js";
import { Commands } from "./commands.js";
import { Desk } from "./desk.js";
import { help, listen } from "./keyboard.js";
import { Status } from "./status.js";
import { themes } from "./theme.js";

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const status = new Status(part("status"));
/** @type {Desk | Calls | null} */
let open = null;
const commands = new Commands(
  () => (open instanceof Desk ? open.state : null),
  (words) => status.say(words),
);

function route() {
  open?.close();
  const callId = new URLSearchParams(location.hash.slice(1)).get("call");
  open = callId
    ? new Desk(callId, { page: part("page"), heading: part("heading"), status, commands })
    : new Calls(part("page"), status);
  document.title = callId ? `Call ${callId} – Florence` : "Calls – Florence";
  status.show();
}

/** Without an address the dispatcher wants the call that is on. */
async function goToLiveCall() {
  const { calls } = await ask("/v1/calls?limit=20");
  const live = calls.find((/** @type {{live: boolean}} */ call) => call.live);
  if (live) history.replaceState(null, "", `#call=${encodeURIComponent(live.call_id)}`);
}

themes(part("theme"));
listen(commands);
part("help").addEventListener("click", help);
await loadCards().catch(() => status.say("The protocol cards could not be read."));
if (!location.hash) await goToLiveCall().catch(() => undefined);
addEventListener("hashchange", route);
route();
