// @ts-check
// A photograph is made small before it is sent: by drawing it anew, so that nothing of what the
// camera wrote beside it (place, moment, device) is left either. Without scripts the file goes as
// it is, and the server says where it is too large.
const SIDES = [1600, 1280, 1024, 800];
const QUALITIES = [0.82, 0.7, 0.55, 0.4];

for (const form of document.querySelectorAll("form[data-shrink]")) {
  watch(/** @type {HTMLFormElement} */ (form));
}

/** @param {HTMLFormElement} form */
function watch(form) {
  const input = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=file]"));
  const status = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  if (!input || !status || !button) return;
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    status.textContent = form.dataset.busy ?? "";
    button.disabled = true;
    try {
      const small = await smaller(file, Number(input.dataset.most));
      const held = new DataTransfer();
      held.items.add(new File([small], "photograph.jpg", { type: "image/jpeg" }));
      input.files = held.files;
      status.textContent = `${form.dataset.small} ${Math.ceil(small.size / 1000)} kB`;
    } catch {
      status.textContent = form.dataset.odd ?? "";
    }
    button.disabled = false;
  });
}

/** The picture drawn anew as a JPEG of at most so many bytes. @param {Blob} file @param {number} most */
async function smaller(file, most) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    for (const side of SIDES) {
      const canvas = drawn(bitmap, side);
      for (const quality of QUALITIES) {
        const found = await encoded(canvas, quality);
        if (found.size <= most) return found;
      }
    }
  } finally {
    bitmap.close();
  }
  throw new Error("too large");
}

/** @param {ImageBitmap} bitmap @param {number} side */
function drawn(bitmap, side) {
  const by = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * by));
  canvas.height = Math.max(1, Math.round(bitmap.height * by));
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @param {number} quality @returns {Promise<Blob>} */
function encoded(canvas, quality) {
  return new Promise((kept, failed) => {
    canvas.toBlob((found) => (found ? kept(found) : failed(new Error("no JPEG"))), "image/jpeg", quality);
  });
}
