/** Dark or light: dark, for a dim room, until somebody chooses here. */

const KEY = "florence.theme";

/** @param {HTMLElement} button */
export function themes(button) {
  const root = document.documentElement;
  const kept = localStorage.getItem(KEY);
  if (kept) root.dataset.theme = kept;
  const name = () => {
    button.textContent = isDark() ? "Light" : "Dark";
  };
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    localStorage.setItem(KEY, root.dataset.theme);
    name();
  });
  name();
}

function isDark() {
  return document.documentElement.dataset.theme !== "light";
}
