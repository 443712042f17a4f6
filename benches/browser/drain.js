/*
 * Watches the app send what waited: when the network came back, when each request was out, and
 * when the last outcome was in the phone's own database. Put into the page before its own script.
 *
 * The one rule: an intent counts as done when the transaction that takes it out of the outbox is
 * complete; times are the page's own (performance.now).
 */
(() => {
  if (window.drain) return;
  const GONE = Symbol("rows that leave the outbox");
  let start = null;
  let gone = 0;
  let wanted = 0;
  let tell = null;
  let busy = 0;
  let heard = performance.now();
  const commits = [];
  const asks = [];

  /* Before the app's own listener: its work counts. */
  window.addEventListener("online", () => { start ??= performance.now(); });

  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode) {
    const from = performance.now();
    const made = begin.apply(this, arguments);
    if (mode !== "readwrite") return made;
    made[GONE] = 0;
    made.addEventListener("complete", () => {
      const to = performance.now();
      gone += made[GONE];
      if (start !== null) commits.push({ from, to, gone: made[GONE] });
      if (tell !== null && gone >= wanted) tell(to);
    });
    return made;
  };
  const remove = IDBObjectStore.prototype.delete;
  IDBObjectStore.prototype.delete = function (of) {
    const count = of instanceof IDBKeyRange ? Number(of.upper) - Number(of.lower) + 1 : 1;
    if (this.name === "outbox") this.transaction[GONE] += count;
    return remove.apply(this, arguments);
  };

  /* A request is out until its answer has been read. */
  const ask = window.fetch;
  window.fetch = async function (path) {
    if (!String(path).startsWith("/sync/")) return ask.apply(window, arguments);
    const one = { from: performance.now(), to: null };
    if (start !== null) asks.push(one);
    busy += 1;
    const over = () => {
      one.to = heard = performance.now();
      busy -= 1;
    };
    try {
      const answer = await ask.apply(window, arguments);
      const read = answer.text.bind(answer);
      answer.text = () => read().finally(over);
      return answer;
    } catch (error) {
      over();
      throw error;
    }
  };

  /* Resolves once nothing has been asked for a while. */
  async function quiet() {
    while (busy > 0 || performance.now() - heard < 1500) {
      await new Promise((done) => setTimeout(done, 100));
    }
    return true;
  }

  /* Says that so many are to come; `done` then gives how long they took, and where. */
  function await_all(count) {
    wanted = count;
    gone = 0;
    drained = new Promise((done) => { tell = done; });
    return true;
  }
  let drained = null;
  async function done() {
    const end = await drained;
    const sum = (all) => all.reduce((sum, { from, to }) => sum + Math.min(to ?? end, end) - from, 0);
    const within = (all) => all.filter(({ from }) => from < end);
    return {
      millis: end - start,
      requests: within(asks).length,
      asking: sum(within(asks)),
      writing: sum(within(commits)),
    };
  }

  window.drain = { quiet, await_all, done };
})();
