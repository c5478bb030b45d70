// @ts-check
// A wedge scanner is a keyboard that types very fast: digits, each within 35 ms of the last, and
// then Enter or Tab. Wherever the cursor stands, such a burst goes to the page's one field. What a
// person types is left alone. An input method (Telex, VNI) or a Vietnamese layout may make something
// else of the keys: then a digit is known by its place on the keyboard, and what they made is undone.
// An older code may have letters (DD.0123): struck as fast, with a digit among them, it goes the same
// way, letters known by their places. Where the input method took keys back and struck others, what
// stands in the field is sent as it is, whole: the library's computer finds out what was struck.
//
// Between a tap on a link and the next page a scan belongs to the next page: this one keeps it in the
// tab for some seconds, that one delivers it if the same person at the same place is there and it has
// the one field. Whatever cannot be delivered so is told: scan once more. This script stands in the
// head, not deferred, so that a page hears from its first moment on.
(() => {
  "use strict";
  const SLOWEST_MS = 35;
  const SHORTEST = 6;
  const PRINTED = 12;
  const LONGEST = 13;
  const KEPT = "tusach:kept";
  const KEPT_MS = 8000;
  const born = performance.now();

  /** @typedef {{digits: string, began: number, at: number, field: HTMLInputElement | HTMLTextAreaElement | null, before: string, bent: boolean, lettered: boolean, spoilt: boolean}} Burst */
  const SILENCE = Object.freeze({ digits: "", began: 0, at: 0, field: null, before: "", bent: false, lettered: false, spoilt: false });
  /** @type {Burst} */
  let burst = { ...SILENCE };
  let ready = false;
  let again = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let leaving;
  /** @type {string[]} */
  const early = [];
  let half = kept()?.half ?? "";

  function forget() {
    burst = { ...SILENCE };
  }

  function who() {
    return document.querySelector("[data-who]")?.getAttribute("data-who") ?? "";
  }

  /** @returns {{who: string, at: number, codes: string[], half: string} | null} */
  function kept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {{code?: string, half?: string}} heard */
  function keep({ code, half = "" }) {
    const { codes = [], half: earlier = "" } = kept() ?? {};
    if (code) codes.push(code);
    try {
      sessionStorage.setItem(KEPT, JSON.stringify({ who: who(), at: Date.now(), codes, half: half || earlier }));
    } catch {
      document.dispatchEvent(new CustomEvent("tusach:again"));
    }
  }

  function take() {
    const all = kept();
    if (all) sessionStorage.removeItem(KEPT);
    return all;
  }

  // A half scan is never put together and never sent: somebody is asked to scan once more.
  function tellAgain() {
    again = true;
    if (!ready) return;
    again = false;
    if (leaving) keep({ half: "?" });
    else document.dispatchEvent(new CustomEvent("tusach:again"));
  }

  // Who stays here after all (a file was fetched, the way was broken off) hears what was kept.
  /** @param {Event} event */
  function leave(event) {
    if (event.timeStamp - burst.at > SLOWEST_MS) forget();
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      leaving = undefined;
      if (take()) tellAgain();
    }, KEPT_MS);
  }

  function arrive() {
    ready = true;
    clearTimeout(leaving);
    leaving = undefined;
    const came = take();
    const field = document.querySelector("input[data-scan-field]");
    const mine = came !== null && field !== null && came.who === who() && Date.now() - came.at <= KEPT_MS;
    for (const code of [...(mine ? came.codes : []), ...early.splice(0)]) deliver(code);
    if (again || (came && (came.half || !mine))) tellAgain();
  }

  /** @param {EventTarget | null} target */
  function textField(target) {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    return isField && !target.readOnly && !target.disabled ? target : null;
  }

  /** @param {string} code @param {HTMLInputElement | null} [meant] the field beside which it was photographed */
  function deliver(code, meant = null) {
    if (leaving) return keep({ code });
    if (!ready) return void early.push(code);
    const told = new CustomEvent("tusach:scan", { detail: { code }, bubbles: true, cancelable: true });
    if (!document.dispatchEvent(told)) return;
    const here = meant ?? document.activeElement;
    // Who put the cursor into a field for a number means that field.
    const chosen = here instanceof HTMLInputElement && here.dataset.scan === "fill";
    const fill = chosen ? here : document.querySelector("input[data-scan='fill']");
    const one = document.querySelector("input[data-scan-field]");
    if (!chosen && one instanceof HTMLInputElement && one.form) {
      one.value = code;
      one.form.classList.add("scan-heard");
      one.form.requestSubmit();
    } else if (fill instanceof HTMLInputElement) {
      fill.value = code;
      const fields = [...(fill.form?.querySelectorAll("input:not([type=hidden], [type=file])") ?? [])];
      const next = fields[fields.indexOf(fill) + 1];
      if (next instanceof HTMLInputElement) next.focus();
    }
  }

  // The rest of a scan that the page before began: it stands at the very beginning of this page.
  /** @param {string} digits @param {number} began */
  function isRest(digits, began) {
    if (began - born > (half ? 500 : 100)) return false;
    if (digits.length < PRINTED) return true;
    return half !== "" && (half + digits).length === LONGEST && /^97[89]/.test(half + digits);
  }

  /** @param {KeyboardEvent} event */
  function digitOf(event) {
    if (/^[0-9]$/.test(event.key)) return event.key;
    return event.shiftKey ? "" : /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1] ?? "";
  }

  /** @param {KeyboardEvent} event */
  function letterOf(event) {
    if (/^[A-Za-z.\-/]$/.test(event.key)) return event.key;
    const [, letter] = /^Key([A-Z])$/.exec(event.code) ?? [];
    if (letter) return event.shiftKey !== event.getModifierState("CapsLock") ? letter : letter.toLowerCase();
    return { Period: ".", Minus: "-", Slash: "/" }[event.code] ?? "";
  }

  /** A code with letters, struck by a scanner: never a password, never without a field that takes it. */
  function isLettered() {
    const { digits, field, spoilt } = burst;
    const secret = field instanceof HTMLInputElement && field.type === "password";
    const taken = document.querySelector("input[data-scan-field], input[data-scan='fill']") !== null;
    return taken && !secret && !spoilt && digits.length >= SHORTEST && /[0-9]/.test(digits);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) {
      forget();
      return;
    }
    const quick = event.timeStamp - burst.at <= SLOWEST_MS;
    const digit = digitOf(event) || letterOf(event);
    if (digit) {
      if (!quick || burst.digits === "") {
        const field = textField(event.target);
        burst = { ...SILENCE, began: event.timeStamp, field, before: field ? field.value : "" };
      }
      burst.digits += digit;
      burst.at = event.timeStamp;
      burst.bent ||= event.isComposing || event.keyCode === 229 || event.key !== digit;
      burst.lettered ||= !/[0-9]/.test(digit);
      return;
    }
    if (burst.lettered && quick && (event.key === "Backspace" || event.key.length === 1)) {
      burst.at = event.timeStamp;
      burst.spoilt = true;
      return;
    }
    const ends = /^(Enter|Tab)$/.test(event.key) || (event.keyCode === 229 && /^(Enter|NumpadEnter|Tab)$/.test(event.code));
    const { digits, began, field, before, bent, lettered } = burst;
    const rest = digits ? quick && !lettered && isRest(digits, began) : half !== "" && isRest("", event.timeStamp);
    if (ends && (rest || (quick && (lettered ? isLettered() : digits.length >= SHORTEST)))) {
      event.preventDefault();
      event.stopPropagation();
      // The digits already stand where the cursor was: give that field back what it held.
      const there = textField(event.target);
      if (bent && field) {
        field.blur(); // what is being composed ends here, and does not come after what was put back
        field.focus();
      }
      if (field) field.value = before;
      else if (there && digits) there.value = there.defaultValue;
      forget();
      half = "";
      if (rest) return tellAgain();
      // A busy machine may hear a scanner with a pause: what stands in the one field is its beginning.
      const begun = !lettered && field?.matches("[data-scan-field]") && /^[0-9]+$/.test(before);
      const whole = begun ? before + digits : digits;
      deliver(whole.length <= LONGEST ? whole : digits);
      return;
    }
    if (event.key !== "Shift") forget();
  }, true);

  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const within = link.hash !== "" && link.href.split("#")[0] === location.href.split("#")[0];
    const elsewhere = link.origin !== location.origin || link.hasAttribute("download") || !/^(_self)?$/.test(link.target);
    if (!within && !elsewhere) leave(event);
  });
  addEventListener("submit", (event) => {
    if (!event.defaultPrevented) leave(event);
  });
  addEventListener("pagehide", () => {
    if ((leaving && burst.digits) || early.length > 0) keep({ half: burst.digits || "?" });
    forget();
  });
  document.addEventListener("tusach:read", (event) => {
    const { code, field } = /** @type {CustomEvent} */ (event).detail;
    deliver(code, field);
  });
  document.addEventListener("tusach:unsent", () => keep({ half: "?" }));
  addEventListener("pageshow", (event) => {
    if (event.persisted) arrive();
  });
  document.addEventListener("DOMContentLoaded", arrive);
})();
