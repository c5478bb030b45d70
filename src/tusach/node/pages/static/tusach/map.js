// @ts-check
// A map of the communes, drawn when somebody asks for it: points, journeys and markets from the page
// itself, shapes from this node, no background from outside. The lists below the map say the same
// without this file.
(() => {
  "use strict";
  const button = document.getElementById("show-map");
  const area = document.getElementById("map");
  if (!(button instanceof HTMLButtonElement) || !area) return;
  /** @type {{code: string, name: string, at: [number, number], days: number | null}[]} */
  const points = JSON.parse(area.dataset.points || "[]");
  /** @type {{nr: number, tone: number, at: [number, number][]}[]} */
  const lines = JSON.parse(area.dataset.lines || "[]");
  /** @type {[number, number][]} */
  const squares = JSON.parse(area.dataset.squares || "[]");
  if (points.length === 0) return;
  const NAMES_FROM = 9;
  let drawn = false;

  button.hidden = false;
  button.addEventListener("click", turn);

  async function turn() {
    if (!button || !area) return;
    const show = area.hidden;
    area.hidden = !show;
    button.setAttribute("aria-expanded", String(show));
    if (!show || drawn) return;
    drawn = true;
    try {
      await Promise.all([style(button.dataset.style || ""), script(button.dataset.script || "")]);
      draw();
    } catch {
      drawn = false;
      area.hidden = true;
      button.setAttribute("aria-expanded", "false");
    }
  }

  /** @param {string} address */
  function style(address) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    return arrived(link, () => { link.href = address; });
  }

  /** @param {string} address */
  function script(address) {
    const element = document.createElement("script");
    return arrived(element, () => { element.src = address; });
  }

  /** @param {HTMLElement} element @param {() => void} begin */
  function arrived(element, begin) {
    return new Promise((resolve, reject) => {
      element.addEventListener("load", resolve);
      element.addEventListener("error", reject);
      begin();
      document.head.append(element);
    });
  }

  /** @param {number | null} days */
  function kind(days) {
    if (days === null) return "none";
    return days <= 7 ? "soon" : "later";
  }

  function draw() {
    const L = /** @type {any} */ (window).L;
    const map = L.map(area, { attributionControl: false, renderer: L.svg({ padding: 2 }), zoomSnap: 0.25, minZoom: 6, maxZoom: 13 });
    const names = [];
    shapes(L, map);
    for (const one of lines) journey(L, map, one);
    for (const one of squares) market(L, map, one);
    const size = area.clientWidth < 600 ? 18 : 26;
    for (const one of points) {
      const dot = L.divIcon({ className: `dot ${kind(one.days)}`, html: one.days ?? "", iconSize: [size, size] });
      const mark = L.marker(one.at, { icon: dot, title: said(one), alt: said(one), keyboard: true });
      mark.on("click", () => { location.href = (area.dataset.page || "").replace(/0$/, one.code); });
      mark.addTo(map);
      names.push(mark.bindTooltip(worded(one.name), { permanent: true, direction: "bottom", offset: [0, size / 2 - 2], className: "name" }));
    }
    const legend = L.control({ position: "bottomleft" });
    legend.onAdd = () => explained();
    legend.addTo(map);
    map.fitBounds(L.latLngBounds(points.map((one) => one.at)), { padding: [16, 16], animate: false });
    const named = () => {
      area.classList.toggle("far", map.getZoom() < NAMES_FROM);
      for (const one of names) map.getZoom() < NAMES_FROM ? one.closeTooltip() : one.openTooltip();
    };
    map.on("zoomend", named);
    named();
  }

  /** Under everything else, once they are here; without them nothing is missing.
   * @param {any} L @param {any} map */
  async function shapes(L, map) {
    if (!area?.dataset.shapes) return;
    const answer = await fetch(area.dataset.shapes).catch(() => null);
    if (!answer?.ok) return;
    for (const one of await answer.json()) {
      const rings = one.rings.map((ring) => ring.map(([lat, lon]) => [lat / 1e6, lon / 1e6]));
      L.polygon(rings, { className: "shape", interactive: false }).addTo(map).bringToBack();
    }
  }

  /** A line with its number; the table has the same number with all that is to say.
   * @param {any} L @param {any} map @param {typeof lines[number]} one */
  function journey(L, map, one) {
    const line = L.polyline(one.at, { className: `line tone-${one.tone}`, weight: 3 }).addTo(map);
    const go = () => { location.hash = `trip-${one.nr}`; };
    const said = document.querySelector(`#trip-${one.nr} th`)?.textContent || "";
    line.bindTooltip(worded(`${one.nr}: ${said}`), { sticky: true }).on("click", go);
    const far = one.at[Math.floor(one.at.length / 2)];
    const icon = L.divIcon({ className: `number tone-${one.tone}`, html: String(Number(one.nr)), iconSize: [20, 20], iconAnchor: [36, 10] });
    L.marker(far, { icon, interactive: false, keyboard: false }).addTo(map);
  }

  /** @param {any} L @param {any} map @param {[number, number]} at */
  function market(L, map, at) {
    const icon = L.divIcon({ className: "fair", html: "", iconSize: [14, 14], iconAnchor: [-8, 7] });
    L.marker(at, { icon, interactive: false, keyboard: false }).addTo(map);
  }

  /** As an element: text given to Leaflet would be read as HTML. @param {string} text */
  function worded(text) {
    const element = document.createElement("span");
    element.textContent = text;
    return element;
  }

  /** @param {{name: string, days: number | null}} one */
  function said(one) {
    return `${one.name}: ${one.days === null ? area?.dataset.none : one.days}`;
  }

  function explained() {
    const box = document.createElement("div");
    box.className = "legend-of-map";
    const more = [...(lines.length ? ["line"] : []), ...(squares.length ? ["square"] : [])];
    for (const name of ["soon", "later", "none", ...more]) {
      const item = document.createElement("span");
      item.className = name;
      item.append(document.createElement("i"), area?.dataset[name] || "");
      box.append(item);
    }
    return box;
  }
})();
