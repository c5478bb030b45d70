// @ts-check
// Counting with the keyboard, and through a break of the connection: a press that did not arrive is
// kept in this tab and sent again; the page says how many wait. Each press carries a mark of its own,
// so that one which arrived although its answer was lost is not counted twice.
(() => {
  "use strict";
  const form = document.getElementById("taps");
  const told = document.getElementById("visits-waiting");
  const htmx = /** @type {any} */ (window).htmx;
  if (!(form instanceof HTMLFormElement) || !told || !htmx) return;
  const KEPT = "tusach:taps";
  const AGAIN_MS = 4000;
  const BURST_MS = 60;
  let last = -BURST_MS;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  for (const one of document.querySelectorAll("[data-keys], .tap kbd")) one.removeAttribute("hidden");

  /** @typedef {{channel: string, tap: string, mark: string, day: string}} Tap */
  /** @returns {Tap[]} */
  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    } catch {
      return [];
    }
  }

  /** @param {Tap[]} taps */
  function keep(taps) {
    sessionStorage.setItem(KEPT, JSON.stringify(taps));
    const sum = taps.reduce((all, one) => all + Number(one.tap.split("|")[1]), 0);
    told?.toggleAttribute("hidden", sum === 0);
    const shown = told?.querySelector("strong");
    if (shown) shown.textContent = String(sum);
  }

  let sending = false;
  async function send() {
    if (sending) return;
    sending = true;
    for (let taps = kept(); taps.length > 0; taps = kept()) {
      const values = { ...taps[0] };
      const mark = values.mark;
      let status = 0;
      const heard = (/** @type {any} */ event) => {
        if (event.detail.requestConfig?.parameters?.mark === mark) status = event.detail.xhr?.status ?? 0;
      };
      document.addEventListener("htmx:afterRequest", heard);
      await htmx.ajax("POST", form.action, { source: form, swap: "none", values }).catch(() => {});
      document.removeEventListener("htmx:afterRequest", heard);
      if (!(status >= 200 && status < 500)) break;
      keep(kept().slice(1));
    }
    sending = false;
    if (kept().length > 0) {
      keep(kept());
      setTimeout(send, AGAIN_MS);
    }
  }

  /** @param {string} tap */
  function press(tap) {
    const channel = form?.querySelector("[name=channel]");
    const mark = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
    const taps = kept();
    taps.push({ channel: channel instanceof HTMLInputElement ? channel.value : "", tap, mark, day: form?.dataset.day ?? "" });
    sessionStorage.setItem(KEPT, JSON.stringify(taps));
    void send();
  }

  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.name !== "tap") return;
    event.preventDefault();
    press(button.value);
  });

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
      const button = form.querySelector(`[data-key="${key}"]`);
      const group = button instanceof HTMLButtonElement ? button.value.split("|")[0] : null;
      if (group === null) return;
      event.preventDefault();
      const tap = `${group}|${event.shiftKey ? 10 : 1}`;
      waiting = setTimeout(() => press(tap), BURST_MS);
    } else if (event.key.toLowerCase() === "z") {
      const undo = document.querySelector("#visits-outcome [name=undo]")?.closest("form");
      if (undo instanceof HTMLFormElement) undo.requestSubmit();
    }
  });

  if (kept().length > 0) {
    keep(kept());
    void send();
  }
})();
