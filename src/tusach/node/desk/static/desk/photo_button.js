// @ts-check
// The button that photographs a code, beside the one field and beside every single field for a number.
// What is read goes the way of a scan. The module that reads, and its decoder, are fetched at the
// first press.
(() => {
  "use strict";
  const made = document.getElementById("photo-button");
  if (!(made instanceof HTMLTemplateElement) || typeof createImageBitmap !== "function") return;
  const { module = "", worker = "", reader = "", wasm = "" } = made.dataset;
  const files = { worker, reader, wasm };
  /** @type {Promise<any> | undefined} */
  let reading;

  function load() {
    reading ??= import(module);
    reading.catch(() => { reading = undefined; });
    return reading;
  }

  /** @param {HTMLInputElement} field */
  function beside(field) {
    const row = field.closest(".scan-row, .in-row") ?? field;
    if (field.dataset.photographed) return;
    field.dataset.photographed = "1";
    row.after(/** @type {HTMLTemplateElement} */ (made).content.cloneNode(true));
    const box = row.nextElementSibling;
    const button = box?.querySelector("button");
    const file = box?.querySelector("input");
    const said = box?.querySelector("[role=status]");
    if (!button || !file || !said) return;
    /** @param {string} what */
    const say = (what) => { said.textContent = what ? made?.dataset[what] ?? "" : ""; };
    button.addEventListener("click", () => {
      say("");
      load().then((one) => one.prepare(files), () => {});
      file.click();
    });
    file.addEventListener("change", async () => {
      const picture = file.files?.[0];
      file.value = "";
      if (!picture) return;
      say("busy");
      /** @type {{code?: string, why?: string}} */
      const found = await load().then((one) => one.read(picture, files)).catch(() => ({ why: "missing" }));
      say(found.code ? "" : found.why ?? "none");
      if (found.code) document.dispatchEvent(new CustomEvent("tusach:read", { detail: { code: found.code, field } }));
    });
  }

  function all() {
    for (const one of document.querySelectorAll("input[data-scan-field], input[data-scan=fill]")) {
      // A paper sheet bears written numbers, nothing to photograph.
      if (one instanceof HTMLInputElement && !one.closest("label")) beside(one);
    }
  }
  all();
  document.addEventListener("htmx:afterSettle", all);
})();
