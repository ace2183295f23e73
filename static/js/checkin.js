// The gate phone: enrolled once, then reads tickets with the camera and shows the server's verdict.
// Its parts stand in gate/; words stand in the page.

import { keepAwake, startCamera, stopCamera, switchTorch, takeOtherCamera } from "./gate/camera.js";
import { ask, device, remember } from "./gate/device.js";
import { listenToScanner } from "./gate/keyboard.js";
import { at, clock, complain, element, name, words } from "./gate/page.js";
import { mute, signal, wakeSound } from "./gate/signal.js";
import { offerUndo, undo } from "./gate/undo.js";
import { drawVerdict, needsPerson } from "./gate/verdict.js";

const SAME_CODE_MS = 3000;
const COUNT_EVERY_MS = 15000;
const AGAIN_MS = 4000;
const SHOWN_MS = { welcome: 2500, "how-many": 0, unsent: 0, busy: 0 };
const SHOWN_OTHERWISE_MS = 6000;
const TOO_SOON_MS = 5000;
const ENTRY_CODE_LENGTH = 8;

let seen = { text: "", at: 0 }; // the code in view, so that one visitor is not sent twice
let busy = false; // a scan is on its way
let waiting = null; // a scan that a person must finish: choose how many, or send again
let closing = 0;
let hushing = 0;

const mayRead = () => !busy && !waiting && ["ready", "scanning"].includes(document.body.dataset.state);
const camera = { found: notice, mayRead, changed: (looks) => (looks || document.body.dataset.state === "scanning") && show(looks ? "scanning" : "ready") };

// --- state A: becoming a gate device

function show(state) {
  document.body.dataset.state = state;
  const scanning = state === "ready" || state === "scanning";
  at("scanner").hidden = !scanning;
  at("enrol").hidden = scanning;
  at("enrol-link").hidden = state !== "invited";
  at("enrol-form").hidden = state !== "new";
}

function codeInAddress() {
  const match = /^#aktif=(.+)$/.exec(location.hash);
  return match ? decodeURIComponent(match[1]) : "";
}

async function enrol(code) {
  complain(at("enrol-error"), "");
  if (!code) return complain(at("enrol-error"), words.emptyCode);
  at("enrol-button").disabled = true;
  try {
    const { status, data } = await ask("/devices", { code }, false);
    if (status !== 201) {
      if (status === 404 || status === 410) forgetAddress();
      show("new");
      return complain(at("enrol-error"), (status !== 422 && data.detail) || words.badCode); // 422 speaks to programs
    }
    remember({ token: data.token, gate: data.gate });
    forgetAddress();
    start();
  } catch {
    complain(at("enrol-error"), words.offline);
  } finally {
    at("enrol-button").disabled = false;
  }
}

function forgetAddress() {
  history.replaceState(null, "", location.pathname + location.search);
}

function leave(message) {
  remember(null);
  stopCamera(camera.changed);
  closeVerdict();
  show(codeInAddress() ? "invited" : "new");
  complain(at("enrol-error"), message || "");
}

// --- a scan and its verdict

function notice(text) {
  const now = Date.now();
  const again = text === seen.text && now - seen.at < SAME_CODE_MS;
  seen = { text, at: now };
  if (!again) check({ qr: text });
}

// A scanner that types reads tickets, or the eight characters where those are printed as bars.
function noticeTyped(typed) {
  const text = typed.toUpperCase();
  if (busy && text === seen.text) return; // its beam met the same ticket twice
  if (!mayRead()) return sayTooSoon();
  seen = { text, at: Date.now() };
  const entryCode = asEntryCode(text);
  check(entryCode.length === ENTRY_CODE_LENGTH ? { entry_code: entryCode } : { qr: text });
}

// The verdict of one visitor is seen before the next is asked for: a second ticket does not wait in line behind it.
function sayTooSoon() {
  if (at("scanner").hidden) return;
  complain(at("too-soon"), words.tooSoon);
  signal("too-soon");
  clearTimeout(hushing);
  hushing = setTimeout(complain, TOO_SOON_MS, at("too-soon"), "");
}

function asEntryCode(text) {
  return text.toUpperCase().replace(/[^0-9A-Z]/g, "");
}

function check(what, count) {
  const scan = { ...what, scan_id: crypto.randomUUID(), scanned_at: new Date().toISOString(), ask: true };
  if (count) Object.assign(scan, { count, ask: false });
  return send(scan);
}

async function send(scan) {
  if (busy) return;
  busy = true;
  waiting = null;
  try {
    const { status, data } = await ask("/scans", scan);
    if (status === 401) return leave(words.revoked);
    if (status === 429 || status >= 500) return showVerdict("busy", { detail: data.detail }, scan);
    if (!data.verdict) return showVerdict("unknown", { more: data.detail }, scan);
    showVerdict(data.verdict, data, scan);
    if (data.admitted) offerUndo(scan, data.admitted);
    count();
  } catch {
    if (at("verdict").dataset.verdict === "unsent") waiting = scan; // said already
    else showVerdict("unsent", {}, scan);
  } finally {
    busy = false;
    seen.at = Date.now(); // the same code is ignored from the verdict on, not from the reading
  }
}

function showVerdict(verdict, data, scan) {
  const { scan_id: _id, scanned_at: _at, ask: _ask, count: _count, ...what } = scan;
  drawVerdict(verdict, data, (n) => check(what, n));
  at("typed-error").hidden = true;
  waiting = needsPerson(verdict) ? scan : null;
  signal(verdict);
  clearTimeout(closing);
  const time = SHOWN_MS[verdict] ?? SHOWN_OTHERWISE_MS;
  if (time) closing = setTimeout(closeVerdict, time);
}

function closeVerdict() {
  clearTimeout(closing);
  if (waiting) seen.at = Date.now();
  waiting = null;
  at("verdict").hidden = true;
  delete at("verdict").dataset.verdict;
}

// --- how many are inside

async function count() {
  if (!device) return;
  const asked = device;
  try {
    const { status, data } = await ask("/gate");
    if (device !== asked) return; // it has become another gate's meanwhile
    if (status === 401) return leave(words.revoked);
    if (status !== 200) throw new Error(status);
    if (data.gate) nameGate(data.gate);
    const rows = (data.events || []).map((event) =>
      element("p", "counter__event",
        element("span", "counter__title", name(event.title), element("span", "counter__time", `${clock(event.starts_at)}–${clock(event.ends_at)}`)),
        element("span", "counter__people", `${words.inside} `, element("b", "", String(event.inside)), ` / ${event.expected}`)));
    at("counter").replaceChildren(...(rows.length ? rows : [element("p", "counter__none", words.noEvents)]));
  } catch {
    if (!at("counter").querySelector(".counter__stale")) at("counter").append(element("p", "counter__stale", words.countStale));
  }
}

function nameGate(gate) {
  const place = name(gate.venue) || gate.venue_name;
  at("gate-name").textContent = [name(gate), place].filter(Boolean).join(" · ");
}

// --- beginning

async function start() {
  show("ready");
  if (device.gate) nameGate(device.gate);
  count();
  const insideAnotherApp = /WhatsApp|FBAN|FBAV|Instagram|; wv\)/.test(navigator.userAgent);
  if (insideAnotherApp) complain(at("camera-trouble"), words.inApp);
  const allowed = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
  if (allowed?.state === "granted") startCamera(camera);
}

function begin() {
  const code = codeInAddress();
  if (code) show("invited"); // also on a phone that already serves another gate: the new link wins when pressed
  else if (device?.token) start();
  else show("new");
}

at("enrol-button").addEventListener("click", () => enrol(codeInAddress()));
at("enrol-form").addEventListener("submit", (event) => {
  event.preventDefault();
  enrol(at("enrol-code").value.split("#aktif=").pop().trim()); // the whole link, or its code alone
});
at("camera-start").addEventListener("click", () => startCamera(camera));
at("other-camera").addEventListener("click", () => takeOtherCamera(camera));
listenToScanner(noticeTyped);
at("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = asEntryCode(at("entry-code").value);
  at("typed-error").hidden = code.length === ENTRY_CODE_LENGTH;
  if (code.length !== ENTRY_CODE_LENGTH) return;
  if (busy) return sayTooSoon(); // what was typed stays
  at("entry-code").value = "";
  at("entry-code").blur();
  check({ entry_code: code });
});
at("retry").addEventListener("click", () => waiting && send(waiting));
// A scan that found no signal is sent again by itself; the same scan_id gets the same answer.
const sendAgain = () => waiting && at("verdict").dataset.verdict === "unsent" && send(waiting);
addEventListener("online", sendAgain);
setInterval(sendAgain, AGAIN_MS);
at("undo").addEventListener("click", () => undo().then(count));
at("dismiss").addEventListener("click", closeVerdict);
at("verdict-body").addEventListener("click", () => !waiting && closeVerdict());
at("mute").addEventListener("click", () => {
  const quiet = at("mute").getAttribute("aria-pressed") !== "true";
  mute(quiet);
  at("mute").setAttribute("aria-pressed", String(quiet));
});
at("torch").addEventListener("click", switchTorch);
at("leave").addEventListener("click", () => at("leave-dialog").showModal());
at("leave-dialog").addEventListener("close", () => at("leave-dialog").returnValue === "leave" && leave());
document.addEventListener("pointerdown", wakeSound);
document.addEventListener("visibilitychange", keepAwake);
window.addEventListener("hashchange", begin);
setInterval(() => document.hidden || count(), COUNT_EVERY_MS);

begin();
