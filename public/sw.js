// The service worker: calculator, portfolio and rules without a connection.
//
// `cargo xtask build` writes here what was built: its version, and the files that those three need.
// As it stands here, without, the worker empties what it kept and takes itself away: that is its
// off switch (docs/decisions/0006-without-a-connection.md).
const built = null;

/** What is kept of this version. */
const CACHE = `claimdesk-${built?.version}`;
/** The one document that answers every address of the page. */
const DOCUMENT = "/";
/** The server is given this long for a document before the kept one stands in. */
const PATIENCE = 4000;
/** A name with a hash never changes its content. */
const HASHED = /-[0-9a-f]{12,64}(_bg)?\.[a-z]+$/;

addEventListener("install", (event) => event.waitUntil(built ? fill() : skipWaiting()));
addEventListener("activate", (event) => event.waitUntil(built ? takeOver() : leave()));
addEventListener("message", ({ data, ports }) => {
  if (data === "version") ports[0].postMessage(built?.version);
  // Only the page says so: when the reader asks for the new version, or has it already.
  if (data === "take over") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  // What is asked of the API is never kept.
  if (!built || method !== "GET" || origin !== location.origin || /^\/api(\/|$)/.test(pathname)) return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (HASHED.test(pathname) || pathname.startsWith("/programme/")) event.respondWith(kept(event));
  else event.respondWith(fetch(event.request).catch(() => stored(event.request)));
});

/** Fetches all that is not there yet, one after the other and behind everything else. */
async function fill() {
  const cache = await caches.open(CACHE);
  for (const file of built.files) {
    const there = HASHED.test(file) ? await caches.match(file, { ignoreVary: true }) : undefined;
    await cache.put(file, there ?? (await fresh(file)));
  }
  // Last, because a document is of use only with its files.
  if (!(await keep(await fresh(DOCUMENT)))) throw new Error("the server has another version by now");
}

/** From the server, past what the browser may have of an older version. */
async function fresh(file) {
  const cache = HASHED.test(file) ? "default" : "no-cache";
  const answer = await fetch(file, { cache, priority: "low" });
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer;
}

/** Keeps a document if it is of this version, with the rules it computes by: those of every module. */
async function keep(answer) {
  const text = await answer.clone().text();
  if (!text.includes(built.version)) return false;
  const cache = await caches.open(CACHE);
  const [, programme] = text.match(/data-programme="?([0-9a-f]+)/) ?? [];
  const rules = programme ? [`/programme/${programme}`, `/programme/${programme}/paths`] : [];
  for (const file of rules) {
    if (!(await cache.match(file, { ignoreVary: true }))) await cache.put(file, await fresh(file));
  }
  await cache.put(DOCUMENT, answer);
  return true;
}

async function takeOver() {
  await forget((name) => name !== CACHE);
  await clients.claim();
}

async function leave() {
  await forget(() => true);
  await registration.unregister();
}

async function forget(which) {
  const names = (await caches.keys()).filter((name) => name.startsWith("claimdesk-") && which(name));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** The server's document; the kept one where the server does not answer, or not in time. */
async function page(event) {
  const asked = fetch(event.request);
  // Rules may have changed without a new version. What cannot be kept is asked for again next time.
  event.waitUntil(asked.then((answer) => answer.ok && keep(answer.clone())).catch(() => {}));
  const answered = asked.then((answer) => {
    if (answer.status >= 500) throw new Error(`the server answers ${answer.status}`);
    return answer;
  });
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
  try {
    return await Promise.race([answered, late]);
  } catch {
    return (await caches.match(DOCUMENT, { cacheName: CACHE, ignoreVary: true })) ?? asked;
  }
}

/** What never changes: kept, or fetched once and then kept. */
async function kept(event) {
  const { request } = event;
  // A browser that keeps nothing, or has no room, still loads the page.
  const there = await caches.match(request.url, { ignoreVary: true }).catch(() => undefined);
  if (there) return there;
  const answer = await fetch(request);
  if (answer.ok) {
    const copy = answer.clone();
    event.waitUntil(caches.open(CACHE).then((cache) => cache.put(request.url, copy)).catch(() => {}));
  }
  return answer;
}

async function stored(request) {
  return (await caches.match(request.url, { cacheName: CACHE, ignoreVary: true })) ?? Response.error();
}
