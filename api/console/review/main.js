/** Opens the right page for the address: `#library`, `#call=<id>&t=<ms>`, `#plan`, `#trends`, `#drills`. */

import { themes } from "../modules/theme.js";
import { Drills } from "./drills.js";
import { Library } from "./library.js";
import { Plan, Trends } from "./overview.js";
import { Review } from "./review.js";

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const me = /** @type {HTMLInputElement} */ (part("me"));
const ME = "florence.reviewer";

/** What pages share: who is here, and one line to say things in. */
const shared = {
  me: () => {
    const name = me.value.trim();
    if (!name) {
      shared.say("Type your name at the top first: every mark and comment carries one.");
      me.focus();
    }
    return name;
  },
  say: (/** @type {string} */ words) => {
    part("say").textContent = words;
  },
};

/** @type {{close: () => void} | null} */
let open = null;

function route() {
  open?.close();
  shared.say("");
  const asked = new URLSearchParams(location.hash.slice(1));
  const callId = asked.get("call");
  const page = part("page");
  if (callId) open = new Review(page, shared, callId, Number(asked.get("t") ?? 0), asked.get("version"));
  else if (asked.has("plan")) open = new Plan(page, shared);
  else if (asked.has("trends")) open = new Trends(page, shared);
  else if (asked.has("drills") || asked.has("drill")) open = new Drills(page, shared, asked.get("drill"));
  else open = new Library(page, shared);
  for (const link of document.querySelectorAll("nav a")) {
    const here = link.getAttribute("href") === (location.hash.split("=")[0] || "#library");
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

me.value = localStorage.getItem(ME) ?? "";
me.addEventListener("change", () => localStorage.setItem(ME, me.value.trim()));
themes(part("theme"));
addEventListener("hashchange", route);
route();
