/** Puts the console together and opens its first page. */

import { loadCards } from "./cards.js";
import { onSettings } from "./centre.js";
import { Commands } from "./commands.js";
import { help, listen } from "./keyboard.js";
import { keysOf } from "./keys.js";
import { Line } from "./line.js";
import { prepare, Router } from "./router.js";
import { Status } from "./status.js";
import { themes } from "./theme.js";

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} words */
const say = (words) => status.say(words);

const status = new Status(part("status"));
const line = new Line((callId) => router.goToCall(callId));
const router = new Router({ page: part("page"), heading: part("heading"), status, line });
const commands = new Commands(() => router.desk?.state ?? null, say);
const keys = keysOf(commands, router, say);

status.line = line;
themes(part("theme"));
listen(keys);
part("help").addEventListener("click", () => help(keys));
if (!location.hash) await router.goToLiveCall().catch(() => undefined);
addEventListener("hashchange", () => router.route(commands));
router.route(commands);
onSettings(() => router.desk?.refresh());
await loadCards().catch(() => say("The protocol cards could not be read."));
router.refresh();
status.show();
prepare();
