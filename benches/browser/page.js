/*
 * What the browser benches ask of the page, put into it before its own script.
 *
 * The one rule: times are the page's own (performance.now), so the driver's way is in none of
 * them. Deliberately absent: anything the app would have to know; it is measured as it ships.
 */
(() => {
  if (window.bench) return;
  const ROW = ".windowed-row .row-title";
  const SAVED = "存好了，在这部手机里。";
  const commits = [];

  /* Every durable write of the app: from asking for the transaction to its `complete`. */
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    const start = performance.now();
    const made = begin.apply(this, arguments);
    if (mode === "readwrite" && options?.durability === "strict") {
      made.addEventListener("complete", () => commits.push({ start, end: performance.now() }));
    }
    return made;
  };

  /* Resolves in the microtask after the change of the page that made the test true. */
  const seen = (test) => new Promise((done) => {
    const watch = new MutationObserver(() => look());
    const look = () => {
      const found = test();
      if (!found) return;
      watch.disconnect();
      done(found);
    };
    watch.observe(document, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
    look();
  });
  const one = (selector) => document.querySelector(selector);
  const task = () => new Promise((done) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(0);
  });
  /* The next frame: from its first callback to the first task after it was rendered. */
  const frame = () => new Promise((done) => requestAnimationFrame(() => {
    const start = performance.now();
    task().then((end) => done({ start, end }));
  }));
  const alive = () => document.querySelectorAll(".windowed-row").length;

  /* When the list first stood on the screen, from the start of the navigation. */
  const opened = seen(() => one(ROW)).then(frame).then(({ end }) => ({
    list: end,
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? end,
  }));

  /* Writes notes in two touches each: when one was durable and when the page said so. */
  async function save(notes) {
    const all = [];
    for (let count = 0; count < notes; count += 1) {
      one('a[href="/diary"]').click();
      (await seen(() => one("input[name=act]"))).click();
      const length = await seen(() => one(".grid[data-grid=tight] .button:not([disabled])"));
      await frame();
      commits.length = 0;
      const start = performance.now();
      length.click();
      await seen(() => document.body.innerText.includes(SAVED));
      const said = performance.now() - start;
      const first = commits[0];
      all.push({ durable: first.end - start, store: first.end - first.start, said });
      await frame();
    }
    return all;
  }

  /* What this machine's browser needs at least: one strict row of 200 bytes in a store of its own. */
  async function raw(rows) {
    const opened = indexedDB.open("bench-raw", 1);
    opened.onupgradeneeded = () => opened.result.createObjectStore("rows");
    const db = await new Promise((done, failed) => {
      opened.onsuccess = () => done(opened.result);
      opened.onerror = () => failed(opened.error);
    });
    const all = [];
    for (let key = 0; key < rows; key += 1) {
      await frame();
      const start = performance.now();
      const writing = begin.call(db, ["rows"], "readwrite", { durability: "strict" });
      writing.objectStore("rows").put("x".repeat(200), key);
      writing.commit();
      await new Promise((done) => { writing.oncomplete = done; });
      all.push({ raw: performance.now() - start });
    }
    db.close();
    indexedDB.deleteDatabase("bench-raw");
    return all;
  }

  /* Types into the search field letter by letter and takes the letters away again. */
  async function type(words) {
    const field = one("input[type=search]");
    const write = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    const all = [];
    const press = async (text) => {
      await frame();
      const drawn = frame();
      const start = performance.now();
      write.call(field, text);
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      const done = await task();
      const { start: from, end: to } = await drawn;
      const second = await frame();
      /* The wait for the frame is nobody's work; when the frame came first, all of it counts. */
      const work = done <= from ? done - start + (to - from) : Math.max(done, to) - start;
      all.push({
        handler: done - start,
        work,
        longest: Math.max(work, second.end - second.start),
        alive: alive(),
        said: one("p.figure-text[role=status]").innerText,
      });
    };
    for (const word of words) {
      const letters = [...word];
      for (let to = 1; to <= letters.length; to += 1) await press(letters.slice(0, to).join(""));
      for (let to = letters.length - 1; to >= 0; to -= 1) await press(letters.slice(0, to).join(""));
    }
    return all;
  }

  /* Goes from Today to the list and back, by the bar. */
  async function open(times) {
    const all = [];
    for (let count = 0; count < times; count += 1) {
      one('a[href="/"]').click();
      await seen(() => !one(".windowed-row"));
      await frame();
      const start = performance.now();
      one('a[href="/activities"]').click();
      await seen(() => one(ROW));
      all.push((await frame()).end - start);
      await frame();
    }
    return all;
  }

  /* Presses the first filter, still free, on and off: the work of each press and its frame. */
  async function free(times) {
    const all = [];
    for (let count = 0; count < times; count += 1) {
      await frame();
      const drawn = frame();
      const start = performance.now();
      one(".chips .chip").click();
      const done = await task();
      const { start: from, end: to } = await drawn;
      all.push(done <= from ? done - start + (to - from) : Math.max(done, to) - start);
      await frame();
    }
    return all;
  }

  /* Throws the list down: the work of each frame, and the most rows alive. */
  async function fling(frames, pixels) {
    const all = [];
    for (let count = 0; count < frames; count += 1) {
      window.scrollBy(0, pixels);
      const { start, end } = await frame();
      all.push({ work: end - start, alive: alive() });
    }
    return { frames: all, down: window.scrollY };
  }

  /* A fixed piece of work, to see whether the slow-down is in force. */
  function spin() {
    const start = performance.now();
    let sum = 0;
    for (let count = 0; count < 3e7; count += 1) sum = (sum + count) % 1_000_003;
    return performance.now() - start + sum * 0;
  }

  /* The answers of the server to this page, once no more come: how many, and how long they were
     as they travelled and as they were read. */
  async function pulled() {
    const heard = () => performance.getEntriesByType("resource")
      .filter((entry) => new URL(entry.name).pathname.startsWith("/sync/"));
    for (let before = -1; heard().length !== before;) {
      before = heard().length;
      await new Promise((done) => setTimeout(done, 1500));
    }
    const sum = (name) => heard().reduce((all, answer) => all + answer[name], 0);
    const millis = Math.max(...heard().map((answer) => answer.responseEnd));
    return {
      answers: heard().length, sent: sum("encodedBodySize"), read: sum("decodedBodySize"), millis,
    };
  }

  window.bench = { opened, raw, save, type, open, free, fling, spin, pulled };
})();
