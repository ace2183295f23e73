// The verdict as people see and hear it read: colour, icon, word and what to do.

import { at, clock, dayOf, name, say, words } from "./page.js";

const AGAIN = ["unsent", "busy"];

// Whether a person must finish it: choose how many, or send again.
export function needsPerson(verdict) {
  return verdict === "how-many" || AGAIN.includes(verdict);
}

// Shows a verdict and what the server says beside it; of a party, `choose` hears how many go in.
export function drawVerdict(verdict, data, choose) {
  const icons = [...at("verdict-icon").children];
  const shown = icons.find((icon) => icon.dataset.verdict === verdict) || icons.find((icon) => icon.dataset.verdict === "unknown");
  const { word, detail, more } = shown.dataset;
  const values = {
    admitted: data.admitted || "",
    remaining: data.remaining || "",
    gate: name(data.first_scan?.gate),
    time: data.first_scan ? clock(data.first_scan.at) : data.event ? clock(data.event.starts_at) : "",
    day: data.event ? dayOf(data.event.starts_at) : "",
    place: data.event?.venue,
  };
  const title = name(data.event?.title);
  const lines = [...new Set([say(detail, values), title].filter(Boolean))];
  if (verdict === "busy" && data.detail) lines.splice(0, lines.length, data.detail);

  const panel = at("verdict");
  panel.hidden = true;
  panel.dataset.verdict = verdict;
  for (const icon of icons) icon.hidden = icon !== shown;
  at("verdict-word").textContent = word;
  at("verdict-detail").replaceChildren(...lines.flatMap((line, i) => (i ? [document.createElement("br"), line] : [line])));
  at("verdict-more").textContent = data.more || say(more, values);
  at("retry").hidden = !AGAIN.includes(verdict);
  offerChoices(verdict === "how-many" ? data.remaining : 0, choose);
  void panel.offsetWidth; // lets the panel rise anew for each verdict
  panel.hidden = false;
  panel.scrollTop = 0; // a browser remembers how far the one before was scrolled
  at("verdict-live").textContent = [word, ...lines, at("verdict-more").textContent].filter(Boolean).map((line) => line.replace(/\.$/, "")).join(". ");
}

function offerChoices(most, choose) {
  const buttons = [];
  for (let n = most; n >= 1; n--) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = n === most ? "choice choice--all" : "choice";
    button.textContent = n === most ? words.all.replace("{n}", n) : n;
    button.setAttribute("aria-label", n === most ? button.textContent : words.people.replace("{n}", n));
    button.addEventListener("click", () => choose(n));
    buttons.push(button);
  }
  const [all, ...fewer] = buttons;
  at("choices").replaceChildren(...(all ? [all, ...fewer.reverse()] : []));
  at("choices").hidden = !most;
}
