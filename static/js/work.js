// Looks each second how far the work is, and goes to its result once there is one.
const SECOND = 1000;

async function look() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.redirected) return location.replace(answer.url);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("work");
  if (!answer.ok || !now) return location.reload();
  const shown = document.getElementById("work");
  const words = shown.querySelector("[role=status]");
  if (!("unfinished" in now.dataset)) return shown.replaceWith(now);
  const newWords = now.querySelector("[role=status]").textContent;
  if (words.textContent !== newWords) words.textContent = newWords; // only news is read out
  shown.querySelector("progress").replaceWith(now.querySelector("progress"));
  return setTimeout(again, SECOND);
}

// Without a signal it waits and tries again.
function again() {
  look().catch(() => setTimeout(again, 5 * SECOND));
}

if (document.querySelector("[data-unfinished]")) setTimeout(again, SECOND);
