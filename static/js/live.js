// Keeps what stands in [data-live] fresh: asks every half minute while somebody looks, and waits longer where nothing answers.
const EVERY = 30_000;
const LONGEST = 300_000;
let tag = null;
let wait = EVERY;

async function refresh() {
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { cache: "no-cache" });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = answer.headers.get("ETag");
      if (fresh !== tag) show(await answer.text());
      tag = fresh;
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, LONGEST);
    }
  }
  setTimeout(refresh, wait);
}

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html").querySelector("[data-live]");
  const shown = document.querySelector("[data-live]");
  // Whoever has the keyboard in there is not thrown out of it.
  if (page && shown && !shown.contains(document.activeElement)) shown.replaceWith(page);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wait = EVERY;
});
setTimeout(refresh, EVERY);
