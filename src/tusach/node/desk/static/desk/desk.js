// @ts-check
// The desk by script: every scan is sent at once and none is lost while another is on its way;
// the answer changes only what changed; the field has the cursor again after each act.
(() => {
  "use strict";
  const form = document.querySelector("form[data-queue]");
  const field = document.querySelector("[data-scan-field]");
  /** @type {any} */
  const htmx = /** @type {any} */ (window).htmx;

  for (const button of document.querySelectorAll("[data-print]")) {
    button.removeAttribute("hidden");
    button.addEventListener("click", () => window.print());
  }
  if (!(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement) || !htmx) return;

  /** @type {string[]} */
  const waiting = [];
  let sending = false;

  // What is scanned is sent in order. Where the form stands (which reader) is read when it is sent,
  // so a card scanned just before a book already counts for that book.
  async function send() {
    if (sending) return;
    sending = true;
    form.setAttribute("aria-busy", "true");
    while (waiting.length > 0) {
      const code = waiting[0];
      try {
        await htmx.ajax("POST", form.action, { source: form, target: "#outcome", swap: "innerHTML", values: { code } });
        waiting.shift();
      } catch {
        field.value = code;
        waiting.shift();
        break;
      }
    }
    form.removeAttribute("aria-busy");
    form.classList.remove("scan-heard");
    sending = false;
  }

  // Who leaves before the answer is there has not seen it: the next page says so.
  addEventListener("pagehide", () => {
    if (waiting.length > 0) document.dispatchEvent(new CustomEvent("tusach:unsent"));
    waiting.length = 0;
  });

  document.addEventListener("submit", (event) => {
    const sent = event.target;
    if (!(sent instanceof HTMLFormElement)) return;
    if (sent === form) {
      event.preventDefault();
      waiting.push(field.value);
      field.value = "";
      void send();
    } else if (sent.hasAttribute("data-fragment")) {
      event.preventDefault();
      if (sent.dataset.sent) return;
      sent.dataset.sent = "1";
      const free = () => { delete sent.dataset.sent; };
      htmx.ajax("POST", sent.action, { source: sent, target: "#outcome", swap: "innerHTML" }).then(free, free);
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const here = document.activeElement;
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
    if (typed.matches || document.activeElement === document.body) field.focus({ preventScroll: true });
    if (document.activeElement !== field) return;
    const outcome = document.getElementById("outcome");
    if (outcome && outcome.getBoundingClientRect().top < 0) window.scrollTo({ top: 0 });
  });
})();
