// The gate page's elements and words, and how it says instants. Words stand in the page; the scripts hold none.

export const at = (id) => document.getElementById(id);
export const words = at("words").dataset;
const zone = document.body.dataset.zone;
export const language = document.documentElement.lang === "en" ? "en-GB" : "id"; // with the 24 hours of the other pages

export function complain(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

export function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

export function clock(iso) {
  const when = new Date(iso);
  const day = new Intl.DateTimeFormat("sv", { timeZone: zone });
  const form = { hour: "2-digit", minute: "2-digit", timeZone: zone };
  if (day.format(when) !== day.format(new Date())) Object.assign(form, { weekday: "long", day: "numeric", month: "short" });
  return new Intl.DateTimeFormat(language, form).format(when);
}

export function dayOf(iso) {
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(new Date(iso));
}

// A sentence with a gap that nothing fills is not said.
export function say(sentence, values) {
  let whole = true;
  const said = sentence.replace(/\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined || values[name] === null || values[name] === "") whole = false;
    return values[name];
  });
  return whole ? said : "";
}

export function name(thing) {
  return typeof thing === "object" && thing ? thing.name || thing.title : thing;
}
