/*
 * The service worker: the whole app in one cache per build, so that it opens without network.
 *
 * The one rule: a build is taken as a whole or not at all. Every file is fetched under the hash
 * it must have; if one differs (a deploy in the middle), nothing is installed and the old build
 * stays. Deliberately absent: any copy of data (/sync, /session, /api never pass through here),
 * and any page in place of a missing file (that stays a 404).
 *
 * What only some go to (ON_DEMAND: the desk) is taken when somebody first goes there, and from then
 * on with each new build.
 *
 * `cargo xtask build` fills in the three constants. Messages from the page:
 *   {kind: "take-over"}  a waiting worker takes over now; the page reloads on `controllerchange`
 *   {kind: "claim"}      a page that began to load while this worker became active is without one
 *   {kind: "build"}      answered on the given port with {build}
 * A first install, or one with no page open, takes over by itself.
 *
 * Kill switch: when the server answers /sw.js with the two lines below, every device drops the
 * worker and its caches at its next look (a start, or an hour after the last):
 *   self.addEventListener("install", () => self.skipWaiting());
 *   self.addEventListener("activate", (event) => event.waitUntil(caches.keys()
 *     .then((names) => Promise.all(names.map((name) => caches.delete(name))))
 *     .then(() => self.registration.unregister())));
 */
const BUILD = "";
const FILES = [];
const ON_DEMAND = [];

const PREFIX = "app-";
const CACHE = PREFIX + BUILD;
const PAGE = "/";
const KEPT = new Map(FILES);
const WANTED = new Map(ON_DEMAND);
let again = null;

self.addEventListener("install", (event) => event.waitUntil(takeAll()));
self.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
self.addEventListener("message", (event) => {
  const kind = event.data && event.data.kind;
  if (kind === "take-over") event.waitUntil(self.skipWaiting());
  if (kind === "claim") event.waitUntil(self.clients.claim());
  if (kind === "build" && event.ports[0]) event.ports[0].postMessage({ build: BUILD });
});
self.addEventListener("notificationclick", (event) => event.waitUntil(lookAt(event.notification)));
self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (isLive(url.pathname)) return;
  if (request.mode === "navigate") {
    // A page of the app has no dot in its last part; a file opened by itself is just a file.
    if (!/\.[^/]*$/.test(url.pathname)) event.respondWith(kept(PAGE, event));
  } else if (KEPT.has(url.pathname) && url.pathname !== PAGE) {
    event.respondWith(kept(url.pathname, event));
  } else if (WANTED.has(url.pathname)) {
    event.respondWith(wanted(url.pathname));
  }
});

/* A reminder was pressed: back to the page that showed it. */
async function lookAt(reminder) {
  reminder.close();
  const [page] = await self.clients.matchAll({ type: "window" });
  await (page ? page.focus() : self.clients.openWindow(PAGE));
}

/* What the server decides anew each time. */
function isLive(path) {
  return /^\/(sync|session|station|api|healthz|metrics)(\/|$)/.test(path);
}

async function takeAll() {
  const files = (await wasWanted()) ? FILES.concat(ON_DEMAND) : FILES;
  // A rollback may come back to the very build that serves now: its set then stays as it is.
  const isNew = !(await caches.has(CACHE));
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(files.map(async ([path, integrity]) => {
      const answer = await fetch(path, { integrity, cache: "no-cache", credentials: "omit" });
      if (!answer.ok || answer.redirected) throw new Error(`${path}: ${answer.status}`);
      await cache.put(path, answer);
    }));
  } catch (error) {
    if (isNew) await caches.delete(CACHE);
    throw error;
  }
}

async function dropOthers() {
  const names = await caches.keys();
  const { installing, waiting } = self.registration;
  // What a yet newer build has taken is not old; it drops the rest when its own turn comes.
  if (!installing && !waiting) {
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
  }
  await self.clients.claim();
}

/* From this build's cache. A browser may have cleared it: then the network is asked, and the whole
   set is taken again, once for all who miss something; nothing of it is kept by itself. */
async function kept(path, event) {
  const known = await caches.match(path, { cacheName: CACHE });
  if (known) return known;
  again ??= takeAll().catch(() => {}).finally(() => { again = null; });
  event.waitUntil(again);
  return fetch(event.request);
}

/* Whether somebody has gone there on this phone, in an earlier build. */
async function wasWanted() {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const kept = await (await caches.open(name)).keys();
    if (kept.some((request) => /\/later-desk-/.test(request.url))) return true;
  }
  return false;
}

/* From this build's cache; the first time from the network, under the hash it must have. */
async function wanted(path) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(path);
  if (known) return known;
  const answer = await fetch(path, { integrity: WANTED.get(path), credentials: "omit" });
  if (answer.ok && !answer.redirected) await cache.put(path, answer.clone());
  return answer;
}
