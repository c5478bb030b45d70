// @ts-check
// Counting with the keyboard. How a press reaches the library's computer, also through a break of the
// connection, stands in queue.js.
(() => {
  "use strict";
  const form = document.getElementById("taps");
  if (!(form instanceof HTMLFormElement)) return;
  const BURST_MS = 60;
  let last = -BURST_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  for (const one of document.querySelectorAll("[data-keys], .tap kbd")) one.removeAttribute("hidden");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    const here = document.activeElement;
    if (here instanceof HTMLInputElement || here instanceof HTMLTextAreaElement || here instanceof HTMLSelectElement) return;
    const key = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
    if (key !== undefined) {
      // A wedge scanner types its digits one after the other at once: that is a card, no visitors.
      const gap = event.timeStamp - last;
      last = event.timeStamp;
      clearTimeout(waiting);
      if (gap < BURST_MS) return;
      const one = form.querySelector(`[data-key="${key}"]`);
      const button = event.shiftKey ? one?.nextElementSibling : one;
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      waiting = setTimeout(() => form.requestSubmit(button), BURST_MS);
    } else if (event.key.toLowerCase() === "z") {
      const undo = document.querySelector("#visits-outcome [name=undo]")?.closest("form");
      if (undo instanceof HTMLFormElement) undo.requestSubmit();
    }
  });
})();
