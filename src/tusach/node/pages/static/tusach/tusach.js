// @ts-check
// The little that pages do by script. Everything works without it, only less comfortably.
(() => {
  "use strict";

  // What is wrong with a form is read first.
  const summary = document.getElementById("error-summary");
  if (summary) summary.focus();

  // One press, one act: a second press while the first is on its way is not sent.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
  });

  // Words that the server has put into the page in the reader's language.
  /** @param {string} name */
  function say(name) {
    const words = document.getElementById(name);
    const area = document.getElementById("toasts");
    if (words instanceof HTMLTemplateElement && area) area.append(words.content.cloneNode(true));
  }
  // What was scanned while pages changed and is not whole: said until the next scan (see scan.js).
  const settle = () => document.querySelector("[data-again]")?.remove();
  document.addEventListener("tusach:scan", settle);
  document.addEventListener("tusach:again", () => { settle(); say("words-again"); });
  document.addEventListener("htmx:sendError", () => say("words-unreachable"));
  document.addEventListener("htmx:timeout", () => say("words-unreachable"));
  document.addEventListener("htmx:responseError", () => say("words-broken"));

  // Sound and vibration beside colour and word: data-signal="good", "note" or "bad".
  const TONES = { good: [[880, 0.09]], note: [[660, 0.08], [880, 0.12]], bad: [[220, 0.16], [196, 0.22]] };
  /** @type {AudioContext | null} */
  let audio = null;
  /** @param {keyof typeof TONES} kind */
  function signal(kind) {
    if (navigator.vibrate && navigator.userActivation?.hasBeenActive) navigator.vibrate(kind === "bad" ? [80, 60, 80] : 40);
    if (!window.AudioContext) return;
    audio ??= new AudioContext();
    let start = audio.currentTime;
    for (const [pitch, length] of TONES[kind]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.15, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + length);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + length);
      start += length;
    }
  }
  function signals() {
    for (const element of document.querySelectorAll("[data-signal]")) {
      const kind = /** @type {HTMLElement} */ (element).dataset.signal;
      element.removeAttribute("data-signal");
      if (kind === "good" || kind === "note" || kind === "bad") signal(kind);
    }
  }
  signals();
  document.addEventListener("htmx:afterSettle", () => {
    signals();
    const field = document.querySelector("[data-scan-field]");
    if (field instanceof HTMLInputElement && document.activeElement === document.body) field.focus();
  });
})();
