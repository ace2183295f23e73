// Hearts on events. Which ones are chosen stays on this phone: { edition: its code, events: { CODE: the revision that was last seen } }.
const KEY = "favourites";
const MOST = 100;

// Another year's E02 is another event: a list of an edition that is over is none. A page of no edition, an error's, takes what is kept.
function read() {
  try {
    const { edition, events } = JSON.parse(localStorage.getItem(KEY));
    const isOurs = edition === (link.dataset.edition ??= edition);
    return isOurs && events && typeof events === "object" && !Array.isArray(events) ? events : {};
  } catch {
    return {};
  }
}

function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ edition: link.dataset.edition, events: kept }));
  } catch {
    // A browser that keeps nothing: the heart stays for this page only.
  }
  paint(kept);
}

function address(kept) {
  const codes = Object.keys(kept).join(",");
  return codes ? `${link.pathname}?gelaran=${link.dataset.edition}&acara=${codes}` : link.pathname;
}

function paint(kept) {
  for (const heart of document.querySelectorAll(".heart")) {
    heart.setAttribute("aria-pressed", Object.hasOwn(kept, heart.parentElement.dataset.favourite));
  }
  link.href = address(kept);
  const count = Object.keys(kept).length;
  link.querySelector("[data-count]").textContent = count ? ` ${count}` : "";
}

function toggle(place) {
  const kept = read();
  const code = place.dataset.favourite;
  if (Object.hasOwn(kept, code)) delete kept[code];
  else if (Object.keys(kept).length < MOST) kept[code] = Number(place.dataset.revision);
  write(kept);
  if (page?.dataset.own) history.replaceState(null, "", address(kept));
}

function addHeart(place) {
  const heart = document.getElementById("heart").content.firstElementChild.cloneNode(true);
  heart.querySelector("[data-title]").textContent = place.dataset.title;
  heart.addEventListener("click", () => toggle(place));
  place.append(heart);
}

// The page of favourites: one's own says what has changed, one that was sent can be kept.
function showList(kept) {
  const codes = page.dataset.favourites.split(",").filter(Boolean);
  if (!codes.length) {
    if (Object.keys(kept).length && !location.search) location.replace(address(kept));
    return;
  }
  const isOwn = codes.every((code) => Object.hasOwn(kept, code)) && Object.keys(kept).every((code) => codes.includes(code));
  if (isOwn) page.dataset.own = "yes";
  for (const part of page.querySelectorAll("[data-own]")) part.hidden = !isOwn;
  for (const part of page.querySelectorAll("[data-shared]")) part.hidden = isOwn;
  const places = [...page.querySelectorAll("[data-favourite]")];
  for (const place of places) {
    const seen = kept[place.dataset.favourite];
    if (seen < Number(place.dataset.revision)) place.closest("li").querySelector("[data-changed]").hidden = false;
  }
  const revisions = Object.fromEntries(places.map((place) => [place.dataset.favourite, Number(place.dataset.revision)]));
  if (isOwn) return write({ ...kept, ...revisions });
  const button = page.querySelector("[data-keep-all]");
  button.hidden = codes.every((code) => Object.hasOwn(kept, code));
  button.addEventListener("click", () => {
    const all = Object.entries({ ...read(), ...revisions }).slice(0, MOST);
    write(Object.fromEntries(all));
    button.hidden = true;
  });
}

const link = document.querySelector("[data-favourites-link]");
const page = document.querySelector("[data-favourites]");
for (const place of document.querySelectorAll("[data-favourite]")) addHeart(place);
paint(read());
if (page) showList(read());
// Back from another page, whose hearts may have been pressed.
addEventListener("pageshow", (event) => event.persisted && paint(read()));
