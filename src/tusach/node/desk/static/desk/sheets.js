// @ts-check
// Typing a sheet with the keyboard alone: Enter stores a row, the cursor goes on to the next one.
// Where the library's computer does not answer, the row stays as it was typed.
(() => {
  "use strict";
  const list = document.getElementById("sheet-rows");
  if (!list) return;

  /** @param {number} after */
  function next(after) {
    for (const form of list?.querySelectorAll("form[data-row]") ?? []) {
      if (form instanceof HTMLFormElement && Number(form.dataset.row) >= after) return form;
    }
    return null;
  }

  /** @param {number} row */
  function goTo(row) {
    const form = next(row);
    const field = form?.querySelector("input:not([type=hidden])");
    if (field instanceof HTMLInputElement) field.focus();
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    const swapped = /** @type {CustomEvent} */ (event).detail?.requestConfig?.elt;
    const number = swapped instanceof HTMLElement ? swapped.querySelector("input[name=row]") : null;
    const row = number instanceof HTMLInputElement ? Number(number.value) : 0;
    if (!row) return;
    const on = swapped.querySelector("[data-on]");
    const stays = document.querySelector(`#row-${row} form[data-row]`);
    if (stays) return goTo(row);
    if (on instanceof HTMLInputElement && on.value) {
      for (const one of list.querySelectorAll("[data-on]")) one.setAttribute("placeholder", on.value);
    }
    goTo(row + 1);
  });

  if (!location.hash) goTo(1);
  else goTo(Number(location.hash.replace(/\D/g, "")) || 1);
})();
