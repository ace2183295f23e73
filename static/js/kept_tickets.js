// The visitor's side of the service worker: has an order page kept, says so, forgets it, and lists what is kept.
const TICKETS = "tickets";

async function keepThisPage(note) {
  await navigator.serviceWorker.register("/sw.js");
  const { active } = await navigator.serviceWorker.ready;
  const path = location.pathname;
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data.kept === path) note.hidden = false;
  });
  active.postMessage({ keep: path });
  note.querySelector("button").addEventListener("click", async () => {
    await (await caches.open(TICKETS)).delete(path);
    note.hidden = true;
  });
}

async function listKept(list) {
  const tickets = await caches.open(TICKETS);
  const kept = await tickets.keys();
  document.querySelector("[data-kept-none]")?.toggleAttribute("hidden", kept.length > 0);
  for (const request of kept) {
    const page = await (await tickets.match(request)).text();
    const link = list.querySelector("template").content.cloneNode(true);
    link.querySelector("a").href = new URL(request.url).pathname;
    link.querySelector("a").append(new DOMParser().parseFromString(page, "text/html").title);
    list.append(link);
    list.closest("[hidden]")?.removeAttribute("hidden");
  }
}

if ("serviceWorker" in navigator && "caches" in window) {
  const note = document.querySelector("[data-keep]");
  const list = document.querySelector("[data-kept-list]");
  if (document.querySelector("[data-forget]")) caches.delete(TICKETS);
  if (note) keepThisPage(note);
  if (list) listKept(list);
}
