// @ts-check
// A wedge scanner is a keyboard that types very fast: digits, each within 35 ms of the last, and
// then Enter or Tab. Wherever the cursor stands, such a burst goes to the page's one field. What a
// person types is left alone, and so is what an input method (Telex, VNI) is still composing.
(() => {
  "use strict";
  const SLOWEST_MS = 35;
  const SHORTEST = 6;
  const LONGEST = 13;

  /** @type {{digits: string, at: number, field: HTMLInputElement | HTMLTextAreaElement | null, before: string}} */
  let burst = { digits: "", at: 0, field: null, before: "" };

  function forget() {
    burst = { digits: "", at: 0, field: null, before: "" };
  }

  /** @param {EventTarget | null} target */
  function textField(target) {
    const isField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    return isField && !target.readOnly && !target.disabled ? target : null;
  }

  /** @param {string} code */
  function deliver(code) {
    const told = new CustomEvent("tusach:scan", { detail: { code }, bubbles: true, cancelable: true });
    if (!document.dispatchEvent(told)) return;
    const here = document.activeElement;
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
      const fields = [...(fill.form?.querySelectorAll("input:not([type=hidden])") ?? [])];
      const next = fields[fields.indexOf(fill) + 1];
      if (next instanceof HTMLInputElement) next.focus();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) {
      forget();
      return;
    }
    const quick = event.timeStamp - burst.at <= SLOWEST_MS;
    if (/^[0-9]$/.test(event.key)) {
      if (!quick || burst.digits === "") {
        const field = textField(event.target);
        burst = { digits: "", at: 0, field, before: field ? field.value : "" };
      }
      burst.digits += event.key;
      burst.at = event.timeStamp;
      return;
    }
    const ends = event.key === "Enter" || event.key === "Tab";
    if (ends && quick && burst.digits.length >= SHORTEST) {
      const { digits, field, before } = burst;
      event.preventDefault();
      event.stopPropagation();
      // The digits already stand where the cursor was: give that field back what it held.
      if (field) field.value = before;
      forget();
      // A busy machine may hear a scanner with a pause: what stands in the one field is its beginning.
      const whole = field?.matches("[data-scan-field]") && /^[0-9]+$/.test(before) ? before + digits : digits;
      deliver(whole.length <= LONGEST ? whole : digits);
      return;
    }
    if (event.key !== "Shift") forget();
  }, true);
})();
