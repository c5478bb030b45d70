// @ts-check
// What is entered at the desk is kept on this machine (IndexedDB, present on plain HTTP too) until the
// library's computer has answered, and is sent in order. Each entry has a token: however often it is
// sent, it is told once, and the answer says what came of it. Source: docs/decisions/0037.
//
// form[data-queue] is the one field; form[data-fragment] answers with a part of the page (target:
// data-target, else #outcome); form[data-kept] answers with a whole page.
(() => {
  "use strict";
  const PATIENCE_MS = 15000;
  const LONGEST_PAUSE_MS = 15000;
  const ALONE_MS = 60000;
  const QUIET_MS = 1200;
  const LEFT = "tusach:left";
  /** @typedef {{nr?: number, who: string, page: string, token: string, at: number, tried: number, day: string, url: string, kind: string, target: string, fields: [string, string][], label: string, form?: HTMLFormElement, kept?: Promise<void>}} Entry */

  /** @type {any} */
  const htmx = /** @type {any} */ (window).htmx;
  if (!htmx) return;
  const who = document.querySelector("[data-who]")?.getAttribute("data-who") ?? "";
  const page = chance();
  const csrf = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  /** @type {Entry[]} */
  let waiting = [];
  /** @type {Set<Entry>} */
  const old = new Set();
  let others = 0;
  let tries = 0;
  let sending = false;
  let told = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  /** @type {AbortController | undefined} */
  let way;

  function chance() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  }

  // Which page of this tab went away before its answers came.
  function tab(gone = "") {
    try {
      if (gone) sessionStorage.setItem(LEFT, gone);
      return sessionStorage.getItem(LEFT);
    } catch {
      return null;
    }
  }

  // ---- kept on this machine; where a browser forbids it, only on this page ----

  /** @type {Promise<IDBDatabase | null>} */
  const database = new Promise((done) => {
    setTimeout(() => done(null), 3000);
    try {
      const asked = indexedDB.open("tusach", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "nr", autoIncrement: true });
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(null);
    } catch {
      done(null);
    }
  });

  /** @template T @param {(store: IDBObjectStore) => IDBRequest<T>} deed @param {IDBTransactionMode} mode @returns {Promise<T | null>} */
  async function stored(deed, mode) {
    const held = await database;
    if (!held) return null;
    return new Promise((done) => {
      try {
        const work = held.transaction("waiting", mode);
        const asked = deed(work.objectStore("waiting"));
        work.oncomplete = () => done(asked.result);
        work.onabort = work.onerror = () => done(null);
      } catch {
        done(null);
      }
    });
  }

  /** @param {Entry} entry */
  async function keep(entry) {
    const { form: _form, kept: _kept, ...plain } = entry;
    const nr = await stored((store) => store.put(plain), "readwrite");
    if (typeof nr === "number") entry.nr = nr;
  }

  /** @param {Entry} entry */
  function drop(entry) {
    waiting = waiting.filter((one) => one !== entry);
    old.delete(entry);
    const { nr } = entry;
    return nr === undefined ? null : stored((store) => store.delete(nr), "readwrite");
  }

  // What another page of this person left behind is taken over: at once where this tab came from
  // there, else when nobody has tried it for a minute. Sent twice, it is told once all the same.
  async function takeOver() {
    /** @type {Entry[]} */
    const all = (await stored((store) => store.getAll(), "readonly")) ?? [];
    const left = tab();
    others = all.filter((one) => one.who !== who).length;
    const mine = new Set([...waiting, ...old].map((one) => one.nr));
    const found = all.filter((one) => one.who === who && !mine.has(one.nr) && one.page !== page);
    const alone = found.filter((one) => one.page === left || Date.now() - one.tried > ALONE_MS);
    const last = Number.MAX_SAFE_INTEGER;
    waiting = [...alone, ...waiting].sort((one, other) => (one.nr ?? last) - (other.nr ?? last));
    show();
    void send();
  }

  // ---- sent, in order ----

  let storing = Promise.resolve();
  /** @param {Pick<Entry, "url" | "kind" | "target" | "fields" | "label" | "form">} asked */
  function add(asked) {
    const now = Date.now();
    /** @type {Entry} */
    const entry = { ...asked, who, page, token: chance(), at: now, tried: now, day: document.getElementById("unsent")?.dataset.day ?? "" };
    // It waits from this moment on: an answer that comes now already says where it stands.
    waiting.push(entry);
    entry.kept = storing = storing.then(() => keep(entry));
    show();
    void send();
  }

  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(pause);
    while (waiting.length > 0) {
      const entry = waiting[0];
      if (entry.page === page) working(true);
      await entry.kept;
      const how = await once(entry);
      if (how === "answered") {
        tries = 0;
        told = "";
        continue;
      }
      told = how;
      if (how === "gone") break;
      tries += 1;
      entry.tried = Date.now();
      void keep(entry);
      pause = setTimeout(() => void send(), Math.min(1000 * 2 ** (tries - 1), LONGEST_PAUSE_MS));
      break;
    }
    sending = false;
    working(false);
    show();
  }

  /** @param {Entry} entry @returns {Promise<string>} answered, waiting, door or gone */
  async function once(entry) {
    way = new AbortController();
    const late = setTimeout(() => way?.abort(), PATIENCE_MS);
    const headers = { ...csrf, "X-Errand": entry.token, "X-Waited-S": String(Math.max(0, Math.floor((Date.now() - entry.at) / 1000))) };
    if (entry.day) headers["X-Desk-Day"] = entry.day;
    if (entry.kind !== "page") headers["HX-Request"] = "true";
    let answer, text;
    try {
      answer = await fetch(entry.url, { method: "POST", body: new URLSearchParams(entry.fields), headers, signal: way.signal });
      text = await answer.text();
    } catch {
      return leaving ? "gone" : "waiting";
    } finally {
      clearTimeout(late);
    }
    const to = answer.headers.get("HX-Redirect");
    if (to && answer.ok) {
      // What was meant is a page of its own (a paper sheet): its opening is the answer.
      await drop(entry);
      if (entry.page === page) location.assign(to);
      else later(entry, to, text);
      return entry.page === page ? "gone" : "answered";
    }
    if (to || (entry.kind === "page" && answer.status === 403)) return "door";
    if (answer.status === 502 || answer.status === 504) return "waiting";
    if (answer.status === 500 && tries < 3) return "waiting";
    if (answer.status === 503) {
      if (entry.page === page && entry.kind !== "page") swapped(entry, text);
      return "waiting";
    }
    if (answer.headers.has("X-Too-Old")) {
      aside(entry, text);
      return "answered";
    }
    // Nothing may be scanned between what is told to those behind and what the page shows.
    const behind = follow(entry, text);
    shown(entry, answer, text);
    for (const one of behind) {
      await one.kept;
      await keep(one);
    }
    await drop(entry);
    return "answered";
  }

  // A card scanned just before a book already counts for that book: what was scanned after this one
  // on the same page stands where the answer leads, also when it is sent by another page.
  /** @param {Entry} entry @param {string} text */
  function follow(entry, text) {
    const parts = new DOMParser().parseFromString(text, "text/html");
    const fields = parts.querySelectorAll("#scan-where input[type=hidden]");
    /** @type {Entry[]} */
    const behind = [];
    if (entry.kind !== "scan" || fields.length === 0) return behind;
    const where = [...fields].map((one) => /** @type {HTMLInputElement} */ (one)).filter((one) => one.name !== "csrfmiddlewaretoken");
    for (const later of [...waiting, ...old]) {
      if (later === entry || later.kind !== "scan" || later.page !== entry.page) continue;
      const code = later.fields.filter(([name]) => name === "code");
      later.fields = [...where.map((one) => /** @type {[string, string]} */ ([one.name, one.value])), ...code];
      behind.push(later);
    }
    return behind;
  }

  // ---- shown ----

  /** @param {Entry} entry @param {Response} answer @param {string} text */
  function shown(entry, answer, text) {
    if (entry.form) delete entry.form.dataset.sent;
    if (answer.status === 500) document.dispatchEvent(new CustomEvent("htmx:responseError"));
    const push = answer.headers.get("HX-Push-Url");
    if (entry.page !== page) return later(entry, push ?? (entry.kind === "page" ? answer.url : ""), text);
    if (answer.status === 500) return;
    if (entry.kind === "page") {
      furnish(text);
      htmx.swap("#main", text, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 }, { select: "#main" });
    } else {
      swapped(entry, text);
    }
    const address = push ?? (entry.kind === "page" ? answer.url : "");
    if (address) {
      history.replaceState({ htmx: true }, "", location.href);
      history.pushState({ htmx: true }, "", address);
    }
  }

  // A whole page came: it has its own title, and may need sheets of style and scripts of its own.
  /** @param {string} text */
  function furnish(text) {
    const parts = new DOMParser().parseFromString(text, "text/html");
    document.title = parts.title;
    for (const one of parts.head.querySelectorAll("link[rel=stylesheet], script[src]")) {
      const name = one.localName === "link" ? "href" : "src";
      const here = [...document.querySelectorAll(`${one.localName}[${name}]`)];
      if (here.some((other) => other.getAttribute(name) === one.getAttribute(name))) continue;
      const fresh = document.createElement(one.localName);
      for (const { name: key, value } of one.attributes) fresh.setAttribute(key, value);
      document.head.append(fresh);
    }
  }

  /** @param {Entry} entry @param {string} text */
  function swapped(entry, text) {
    const none = entry.target === "none";
    htmx.swap(none ? "body" : "#outcome", text, { swapStyle: none ? "none" : "innerHTML", swapDelay: 0, settleDelay: 20 });
  }

  /** What came of something that an earlier page had asked for. @param {Entry} entry @param {string} address @param {string} text */
  function later(entry, address, text) {
    const list = document.getElementById("sent-late");
    if (!list) return;
    const parts = new DOMParser().parseFromString(text, "text/html");
    const outcome = parts.querySelector("body > .outcome, #outcome .outcome, main .outcome, .outcome");
    const row = document.createElement("li");
    const head = document.createElement("p");
    head.textContent = `${words("words-late")} ${entry.label} `;
    row.append(head);
    if (outcome) row.append(document.importNode(outcome, true));
    // A form that was filled in wrongly comes back with what stood in it, to be put right here.
    const wrong = parts.querySelector("main .error-summary");
    const form = wrong ? parts.querySelector("main form[data-kept]") : null;
    if (wrong && form) {
      form.setAttribute("action", entry.url);
      row.append(document.importNode(wrong, true), document.importNode(form, true));
    }
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = entry.label;
      head.replaceChildren(`${words("words-late")} `, link);
    }
    list.hidden = false;
    list.prepend(row);
    htmx.process(row);
  }

  // It waited too long for anybody to know its day: it stays here until a person has decided.
  /** @param {Entry} entry @param {string} text */
  function aside(entry, text) {
    waiting = waiting.filter((one) => one !== entry);
    const list = document.getElementById("sent-late");
    if (!list) return;
    old.add(entry);
    if (entry.form) delete entry.form.dataset.sent;
    const row = document.createElement("li");
    row.append(entry.label, ...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    row.addEventListener("click", (event) => {
      const by = event.target instanceof Element ? event.target.closest("[data-old]") : null;
      if (!by) return;
      row.remove();
      if (by.getAttribute("data-old") === "drop") return void drop(entry);
      old.delete(entry);
      waiting.push(Object.assign(entry, { day: "today" }));
      void keep(entry);
      void send();
    });
    list.hidden = false;
    list.append(row);
  }

  /** @param {string} name */
  function words(name) {
    const held = document.getElementById(name);
    return held instanceof HTMLTemplateElement ? held.content.textContent ?? "" : "";
  }

  function show() {
    const line = document.getElementById("unsent");
    if (!line) return;
    line.hidden = false;
    const count = line.querySelector("b");
    const said = line.querySelector("[role=status]");
    if (count) count.textContent = String(waiting.length);
    const stuck = waiting.length > 0 && told !== "";
    line.classList.toggle("unsent-stuck", stuck);
    const now = stuck ? words(told === "door" ? "words-door" : "words-waiting") : others > 0 ? words("words-others") : "";
    if (said && said.textContent !== now) said.textContent = now;
  }

  /** @param {boolean} busy */
  function working(busy) {
    const form = document.querySelector("form[data-queue]");
    if (busy) form?.setAttribute("aria-busy", "true");
    else form?.removeAttribute("aria-busy");
    if (!busy) form?.classList.remove("scan-heard");
  }

  // ---- heard ----

  /** @param {HTMLFormElement} form @param {HTMLElement | null} by @returns {[string, string][]} */
  function fieldsOf(form, by) {
    const all = [...new FormData(form)].map(([name, value]) => /** @type {[string, string]} */ ([name, String(value)]));
    if (by instanceof HTMLButtonElement && by.name) all.push([by.name, by.value]);
    return all.filter(([name]) => name !== "csrfmiddlewaretoken");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const { queue, fragment, kept, target = "" } = form.dataset;
    const kind = queue !== undefined ? "scan" : fragment !== undefined ? "form" : kept !== undefined ? "page" : "";
    if (!kind) return;
    event.preventDefault();
    const by = event.submitter;
    const url = form.getAttribute("action") || location.pathname + location.search;
    const fields = fieldsOf(form, by);
    if (kind === "scan") {
      const field = form.querySelector("[data-scan-field]");
      if (!(field instanceof HTMLInputElement)) return;
      add({ url, kind, target, fields, label: field.value.trim() });
      field.value = "";
      return;
    }
    // Each tap of a counter is one more; any other button is pressed once.
    if (target !== "none" && form.dataset.sent) return;
    form.dataset.sent = "1";
    add({ url, kind, target, fields, label: (by?.textContent ?? "").trim(), form });
  }, true);

  let leaving = false;
  addEventListener("pagehide", () => {
    leaving = true;
    way?.abort();
    clearTimeout(pause);
    if (waiting.length === 0) return;
    tab(page);
    if (waiting.some((one) => one.nr === undefined)) document.dispatchEvent(new CustomEvent("tusach:unsent"));
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    waiting = [];
    void takeOver();
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#unsent button")) void send();
  });
  addEventListener("online", () => void send());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void send();
  });
  setInterval(() => void takeOver(), ALONE_MS / 2);
  void takeOver();
  setTimeout(show, QUIET_MS);
})();
