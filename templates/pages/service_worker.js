// Keeps the order pages that were opened on this phone readable without a connection. Nothing of staff or gates is kept.
const SHELL = "shell {{ asset("") }}";
const TICKETS = "tickets";
const ASSETS = "{{ asset("") }}";
const OFFLINE = { "": "/luring", "/en": "/en/luring" };
const FILES = [
{% for path in files %}  "{{ asset(path) }}",
{% endfor %}];
const TICKET = /^(\/en)?\/pesanan\/[^/]+\/[^/]+$/;
const NEVER = /^(\/en)?\/(staff|gerbang|api)(\/|$)/;
// With a signal that hardly carries anything, what is kept is shown after so many milliseconds.
const PATIENCE = 4000;
const GONE = [404, 410];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll([...FILES, ...Object.values(OFFLINE)])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([self.clients.claim(), dropOldShells(), dropWhatIsOver()]));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (url.searchParams.has("lupa") || url.pathname.endsWith("/staff/keluar")) event.waitUntil(caches.delete(TICKETS));
  if (event.request.method !== "GET" || NEVER.test(url.pathname)) return;
  if (url.pathname.startsWith(ASSETS)) event.respondWith(fromShell(event.request));
  else if (event.request.mode !== "navigate") return;
  else if (TICKET.test(url.pathname)) event.respondWith(showTicket(event, url));
  else event.respondWith(fetch(event.request).catch(() => showOffline(url)));
});

// The first visit is not ours to see: its page asks to be kept.
self.addEventListener("message", (event) => {
  const path = event.data.keep;
  if (!TICKET.test(path)) return;
  event.waitUntil(fetch(path).then((answer) => keep(path, answer)).then((kept) => kept && event.source.postMessage({ kept: path })));
});

async function fromShell(request) {
  return (await caches.match(request)) ?? fetch(request);
}

async function showOffline(url) {
  return (await caches.match(OFFLINE[url.pathname.startsWith("/en/") ? "/en" : ""])) ?? Response.error();
}

async function showTicket(event, url) {
  const fresh = fetch(event.request);
  event.waitUntil(fresh.then((answer) => (url.search ? null : keep(url.pathname, answer.clone()))).catch(() => null));
  event.waitUntil(dropWhatIsOver());
  const kept = await stored(url.pathname);
  if (!kept) return fresh.catch(() => showOffline(url));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fresh.then((answer) => (isMeant(answer) ? answer : kept)).catch(() => kept), late]);
}

// The page itself, or that there is none any more: not a server that is busy, down, or asks to wait.
function isMeant(answer) {
  return answer.ok || GONE.includes(answer.status);
}

// The server says until when a page may be kept; one that says nothing any more, or is gone, is forgotten.
async function keep(path, answer) {
  if (!isMeant(answer)) return false;
  const tickets = await caches.open(TICKETS);
  if (!answer.ok || !answer.headers.has("X-Keep-Until")) {
    await tickets.delete(path);
    return false;
  }
  const page = (await answer.text()).replace("<html", "<html data-kept");
  await tickets.put(path, new Response(page, { headers: plainHeaders(answer) }));
  return true;
}

function plainHeaders(answer) {
  const headers = new Headers(answer.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  return headers;
}

async function stored(path) {
  const tickets = await caches.open(TICKETS);
  const answer = await tickets.match(path);
  if (!answer || isOver(answer)) return undefined;
  // A page kept before the last release asks for files of its time; today's stand in for them.
  const page = (await answer.text()).replace(/\/static\/[0-9a-f]{12}\//g, ASSETS);
  return new Response(page, { headers: answer.headers });
}

function isOver(answer) {
  return Date.parse(answer.headers.get("X-Keep-Until")) < Date.now();
}

async function dropWhatIsOver() {
  const tickets = await caches.open(TICKETS);
  for (const request of await tickets.keys()) {
    const answer = await tickets.match(request);
    if (answer && isOver(answer)) await tickets.delete(request);
  }
}

async function dropOldShells() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell ") && name !== SHELL).map((name) => caches.delete(name)));
}
