// @ts-check
// Suggestions by keyboard, and printing. Without this file everything works by links and Enter.
(() => {
  "use strict";
  const field = document.getElementById("find-words");
  const area = document.getElementById("suggestions");

  for (const button of document.querySelectorAll("[data-print]")) {
    button.removeAttribute("hidden");
    button.addEventListener("click", () => print());
  }
  if (!(field instanceof HTMLInputElement) || !area) return;

  /** @param {number} step */
  function move(step) {
    const links = [...area.querySelectorAll("a")];
    const at = links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
    const next = links[at + step];
    if (next) next.focus();
    else if (step < 0) field.focus();
  }
  const form = field.form ?? area;
  form.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || event.isComposing || !area.firstElementChild) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      area.replaceChildren();
      field.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !form.contains(event.target)) area.replaceChildren();
  });
})();
