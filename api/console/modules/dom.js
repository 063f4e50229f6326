/** Building the page: every word is set as text, nothing is ever parsed as markup. */

/**
 * @typedef {string | number | Node | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} Props
 */

/**
 * An element. Props that are functions listen (`onclick`); `class` and the rest are attributes.
 * @param {string} tag
 * @param {Props} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

/**
 * Replace what a node holds.
 * @param {Element} node
 * @param {...(Child | Child[])} children
 */
export function fill(node, ...children) {
  node.replaceChildren(...present(children));
}

/** @param {(Child | Child[])[]} children */
function present(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

/**
 * Keep a list's nodes by key, so that focus and scrolling survive an update: a node is made
 * anew only when its content changed.
 * @template T
 * @param {Element} list
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => HTMLElement} make
 * @param {(item: T) => string} [printOf] changes with the content
 */
export function keyed(list, items, keyOf, make, printOf = JSON.stringify) {
  const old = new Map([...list.children].map((node) => [node.getAttribute("data-key"), node]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    const print = printOf(item);
    let node = /** @type {HTMLElement | undefined} */ (old.get(key));
    if (!node || node.dataset.print !== print) {
      const fresh = make(item);
      fresh.dataset.key = key;
      fresh.dataset.print = print;
      if (node) replaceKeepingFocus(node, fresh);
      node = fresh;
    }
    old.delete(key);
    if (list.children[index] !== node) list.insertBefore(node, list.children[index] ?? null);
  });
  for (const gone of old.values()) gone.remove();
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replaceKeepingFocus(old, fresh) {
  const held = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (held) /** @type {HTMLElement | null} */ (fresh.querySelector("button"))?.focus();
}
