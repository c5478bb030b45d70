// @ts-check
// A photograph of a code, instead of a live camera, which plain HTTP forbids. The picture is made
// small, its code read by the browser itself where it can, else by a worker; what is read goes the
// way of every scan. A module: it is fetched when somebody first presses the button.
const WIDE = 1280;
const PATIENCE_MS = 30000;

/** @typedef {{worker: string, reader: string, wasm: string}} Files */
/** @type {Worker | undefined} */
let worker;
let asked = 0;

/** Made ready while the person still aims. @param {Files} files */
export function prepare(files) {
  if (!native()) ask(files, null).catch(() => {});
}

/** The one code in a picture: {code}, or why there is none: none, many, missing, odd.
 * @param {Blob} file @param {Files} files @returns {Promise<{code?: string, why?: string}>} */
export async function read(file, files) {
  let picture;
  try {
    picture = await small(file);
  } catch {
    return { why: "odd" };
  }
  try {
    return chosen((await byBrowser(picture)) ?? (await ask(files, picture)));
  } catch {
    return { why: "missing" };
  }
}

/** Ours before any other: a book shows the code of its publisher beside the label.
 * @param {string[]} found */
function chosen(found) {
  const all = [...new Set(found.map((one) => one.trim()).filter(Boolean))];
  const ours = all.filter((one) => /^\d{12}$/.test(one));
  const fit = ours.length > 0 ? ours : all;
  return fit.length === 1 ? { code: fit[0] } : { why: fit.length === 0 ? "none" : "many" };
}

/** @param {Blob} file @returns {Promise<ImageData>} */
async function small(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { resizeWidth: WIDE, resizeQuality: "medium" });
  } catch {
    bitmap = await createImageBitmap(file);
  }
  const by = Math.min(1, WIDE / bitmap.width);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * by);
  canvas.height = Math.round(bitmap.height * by);
  const drawn = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  drawn.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return drawn.getImageData(0, 0, canvas.width, canvas.height);
}

function native() {
  return /** @type {any} */ (globalThis).BarcodeDetector;
}

/** What the browser's own reader finds; null: it has none, or finds nothing. @param {ImageData} picture */
async function byBrowser(picture) {
  const Detector = native();
  try {
    if (!Detector || !(await Detector.getSupportedFormats()).includes("qr_code")) return null;
    const found = await new Detector().detect(picture);
    return found.length > 0 ? found.map((/** @type {any} */ one) => String(one.rawValue)) : null;
  } catch {
    return null;
  }
}

/** @param {Files} files @param {ImageData | null} picture @returns {Promise<string[]>} */
function ask(files, picture) {
  const to = (worker ??= new Worker(files.worker));
  const nr = ++asked;
  return new Promise((done, failed) => {
    const over = new AbortController();
    const end = () => {
      clearTimeout(late);
      over.abort();
    };
    const fail = () => {
      end();
      failed(new Error("no decoder"));
    };
    // Who else has asked this worker waits in vain as well.
    const giveUp = () => {
      if (worker === to) worker = undefined;
      to.terminate();
      to.dispatchEvent(new Event("error"));
    };
    const late = setTimeout(giveUp, PATIENCE_MS);
    to.addEventListener("error", fail, { signal: over.signal });
    to.addEventListener("error", () => { if (worker === to) worker = undefined; }, { once: true });
    to.addEventListener("message", (event) => {
      if (event.data.nr !== nr) return;
      if (event.data.fault) return giveUp();
      end();
      done(event.data.codes);
    }, { signal: over.signal });
    to.postMessage({ nr, picture, reader: files.reader, wasm: files.wasm });
  });
}
