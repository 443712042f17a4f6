/*
 * The page on which the app's store is compared with what others use: the same write of 200 bytes,
 * and a thousand documents pushed to a server.
 *
 * The one rule: every write is held to the same durability. Dexie and RxDB have an option for it;
 * PouchDB has none, so its transactions are made strict here. `write` counts both kinds.
 */
import PouchDB from "pouchdb/dist/pouchdb.js";
import { Dexie } from "dexie";
import { createRxDatabase } from "rxdb";
import { getRxStorageDexie } from "rxdb/plugins/storage-dexie";
import { replicateCouchDB } from "rxdb/plugins/replication-couchdb";
import start, { open as openOurs } from "./ours.js";

const TEXT = "x".repeat(200);
const STRICT = { durability: "strict" };
let forced = false;
let strict = 0;
let loose = 0;

const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (names, mode, options) {
  const asked = forced && mode === "readwrite" ? { ...options, ...STRICT } : options;
  const isStrict = asked?.durability === "strict";
  if (mode === "readwrite" && isStrict) strict += 1;
  if (mode === "readwrite" && !isStrict) loose += 1;
  return begin.call(this, names, mode, asked);
};

const ready = start();
const name = (of, run) => `${of}-${run}`;

/* The rows of RxDB: the shape has to be named, so the smallest there is. */
async function rows(of) {
  const storage = getRxStorageDexie({ chromeTransactionDurability: "strict" });
  const db = await createRxDatabase({ name: of, storage, multiInstance: false });
  const schema = {
    version: 0,
    primaryKey: "id",
    type: "object",
    properties: { id: { type: "string", maxLength: 40 }, text: { type: "string" } },
    required: ["id", "text"],
  };
  const { rows } = await db.addCollections({ rows: { schema } });
  return rows;
}

/* What each is: opened for a run, then one put of a key and a text that resolves when durable. */
const STORES = {
  async ours(run) {
    await ready;
    const store = await openOurs(name("ours", run));
    return (key) => store.put(key, TEXT);
  },
  async raw(run) {
    const asked = indexedDB.open(name("raw", run), 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("rows");
    await new Promise((done, failed) => Object.assign(asked, { onsuccess: done, onerror: failed }));
    return (key) => new Promise((done, failed) => {
      const made = asked.result.transaction("rows", "readwrite", STRICT);
      Object.assign(made, { oncomplete: done, onabort: failed });
      made.objectStore("rows").put(TEXT, key);
    });
  },
  async Dexie(run) {
    const db = new Dexie(name("dexie", run), { chromeTransactionDurability: "strict" });
    db.version(1).stores({ rows: "id" });
    await db.open();
    return (id) => db.rows.put({ id, text: TEXT });
  },
  async PouchDB(run) {
    const db = new PouchDB(name("pouch", run), { auto_compaction: false });
    await db.info();
    return (id) => db.put({ _id: id, text: TEXT });
  },
  async RxDB(run) {
    const all = await rows(name("rx", run));
    return (id) => all.insert({ id, text: TEXT });
  },
};

/* One run: every store in turn, a few writes at a time, so that what disturbs one disturbs all. The
   first round, in which code is still being compiled, does not count.
   The times of each in milliseconds, and how many transactions were strict and were not. */
async function write(run, rounds, writes) {
  const names = Object.keys(STORES);
  const puts = {};
  const times = {};
  for (const one of names) {
    puts[one] = await STORES[one](run);
    times[one] = { millis: [], strict: 0, loose: 0 };
  }
  for (let round = -1; round < rounds; round += 1) {
    for (let at = 0; at < names.length; at += 1) {
      const one = names[(at + round + 1) % names.length];
      forced = one === "PouchDB";
      strict = loose = 0;
      for (let count = 0; count < writes; count += 1) {
        const from = performance.now();
        await puts[one](`key-${String((round + 1) * writes + count).padStart(6, "0")}`);
        if (round >= 0) times[one].millis.push(performance.now() - from);
      }
      times[one].strict += strict;
      times[one].loose += loose;
      forced = false;
      /* What a library does after its write is not the next one's burden. */
      await new Promise((done) => setTimeout(done, 20));
    }
  }
  return times;
}

const documents = (count, id) => Array.from({ length: count }, (_, at) => ({
  [id]: `key-${String(at).padStart(6, "0")}`, text: TEXT,
}));

/* A thousand documents that wait, then how long until the server has acknowledged the last. */
const PUSHES = {
  async PouchDB(count, remote) {
    forced = true;
    const db = new PouchDB("pouch-push");
    await db.bulkDocs(documents(count, "_id"));
    return async () => {
      const said = await db.replicate.to(new PouchDB(remote));
      if (said.docs_written !== count) throw new Error(JSON.stringify(said));
    };
  },
  async RxDB(count, remote) {
    const all = await rows("rx-push");
    await all.bulkInsert(documents(count, "id"));
    return async () => {
      const going = replicateCouchDB({
        replicationIdentifier: "push", collection: all, url: `${remote}/`,
        live: false, push: {},
      });
      going.error$.subscribe((error) => console.error(error));
      await going.awaitInitialReplication();
    };
  },
};

async function push(one, count) {
  const remote = new URL(`/db/${one.toLowerCase()}`, location).href;
  if (!(await fetch(remote, { method: "PUT" })).ok) throw new Error("no database");
  const go = await PUSHES[one](count, remote);
  const from = performance.now();
  await go();
  const millis = performance.now() - from;
  const { doc_count } = await (await fetch(remote)).json();
  if (doc_count !== count) throw new Error(`${doc_count} of ${count} arrived`);
  return millis;
}

window.peers = { write, push };
