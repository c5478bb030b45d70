// @ts-check
// The desk by keyboard: the field has the cursor again after each act. How what is entered reaches
// the library's computer stands in queue.js.
(() => {
  "use strict";
  // Asked for anew each time: a whole page may have come in the place of another one.
  function one() {
    const found = document.querySelector("[data-scan-field]");
    return found instanceof HTMLInputElement ? found : null;
  }

  // Also on a page that came in the place of another one.
  function offerPrinting() {
    for (const button of document.querySelectorAll("[data-print][hidden]")) {
      button.removeAttribute("hidden");
      button.addEventListener("click", () => window.print());
    }
  }
  offerPrinting();
  document.addEventListener("htmx:afterSettle", offerPrinting);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const here = document.activeElement;
    const field = one();
    if (!field) return;
    const types = here instanceof HTMLInputElement || here instanceof HTMLTextAreaElement || here instanceof HTMLSelectElement;
    if (event.key === "/" && !types) {
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === "Escape" && (here === field || !types)) {
      field.value = "";
      field.focus();
    }
  });

  // A finger that pressed a button does not want a keyboard over half the page.
  const typed = window.matchMedia("(pointer: fine)");
  document.addEventListener("htmx:afterSettle", () => {
    const field = one();
    if (!field) return;
    if (typed.matches || document.activeElement === document.body) field.focus({ preventScroll: true });
    if (document.activeElement !== field) return;
    const outcome = document.getElementById("outcome");
    if (outcome && outcome.getBoundingClientRect().top < 0) window.scrollTo({ top: 0 });
  });
})();
