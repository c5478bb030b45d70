// @ts-check
// The worker that reads codes from a picture: vendored zxing-wasm behind one message. Its page says
// where the pieces lie, so that nothing is ever asked of another host.
(() => {
  "use strict";
  const FORMATS = ["QRCode", "EAN13", "Code128", "Code39"];
  /** @type {any} */
  const scope = self;

  /** @param {string} reader @param {string} wasm */
  function begin(reader, wasm) {
    scope.importScripts(reader);
    const overrides = { locateFile: () => wasm };
    return scope.ZXingWASM.prepareZXingModule({ overrides, fireImmediately: true });
  }

  /** @type {Promise<unknown> | undefined} */
  let begun;
  scope.onmessage = async (/** @type {MessageEvent} */ event) => {
    const { nr, picture, reader, wasm } = event.data;
    try {
      begun ??= Promise.resolve(begin(reader, wasm));
      await begun;
      const found = picture ? await scope.ZXingWASM.readBarcodes(picture, { formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 9 }) : [];
      scope.postMessage({ nr, codes: found.filter((/** @type {any} */ one) => one.isValid).map((/** @type {any} */ one) => one.text) });
    } catch (fault) {
      begun = undefined;
      scope.postMessage({ nr, fault: String(fault) });
    }
  };
})();
