// A USB or Bluetooth scanner is a keyboard that types faster than anybody and ends with Enter; it needs no field in focus.

const FASTEST_HAND_MS = 80;
const SHORTEST = 8;

let typed = "";
let last = 0;

// `found` hears each code.
export function listenToScanner(found) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.timeStamp - last > FASTEST_HAND_MS) typed = "";
    last = event.timeStamp;
    if (event.key.length === 1) typed += event.key;
    else if (event.key === "Enter") end(event, found);
  }, true);
}

function end(event, found) {
  const code = typed.trim();
  typed = "";
  if (code.length < SHORTEST || event.target.closest?.("#enrol")) return;
  event.preventDefault(); // no button that has the focus is pressed, no form is sent
  event.stopPropagation();
  if (event.target.matches?.("input")) event.target.value = "";
  found(code);
}
