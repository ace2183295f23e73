// The gate phone: enrolled once, then reads tickets with the camera and shows the server's verdict.
// Words stand in the page; this file holds none.

const DEVICE = "culture-week-device";
const SAME_CODE_MS = 3000;
const COUNT_EVERY_MS = 15000;
const AGAIN_MS = 4000;
const SHOWN_MS = { welcome: 2500, "how-many": 0, unsent: 0, busy: 0 };
const SHOWN_OTHERWISE_MS = 6000;
const ENTRY_CODE_LENGTH = 8;

const at = (id) => document.getElementById(id);
const words = at("words").dataset;
const api = document.body.dataset.api;
const zone = document.body.dataset.zone;
const language = document.documentElement.lang === "en" ? "en-GB" : "id"; // with the 24 hours of the other pages

let device = recall();
let stream = null;
let muted = false;
let audio = null;
let seen = { text: "", at: 0 }; // the code in view, so that one visitor is not sent twice
let busy = false; // a scan is on its way
let waiting = null; // a scan that a person must finish: choose how many, or send again
let closing = 0;

// --- what the phone remembers

function recall() {
  try {
    return JSON.parse(localStorage.getItem(DEVICE));
  } catch {
    return null;
  }
}

function remember(value) {
  device = value;
  if (value) localStorage.setItem(DEVICE, JSON.stringify(value));
  else localStorage.removeItem(DEVICE);
}

// --- talking to the server

async function ask(path, body, asDevice = true) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  if (asDevice && device) headers.Authorization = `Bearer ${device.token}`;
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(api + path, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
    cache: "no-store",
    credentials: "omit",
    signal: AbortSignal.timeout(10000),
  });
  return { status: answer.status, data: await answer.json().catch(() => ({})) };
}

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

function complain(place, text) {
  place.textContent = text;
  place.hidden = !text;
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
      return complain(at("enrol-error"), data.detail || data.title || words.badCode);
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
  stopCamera();
  closeVerdict();
  show(codeInAddress() ? "invited" : "new");
  complain(at("enrol-error"), message || "");
}

// --- the camera

async function makeReader() {
  if ("BarcodeDetector" in globalThis) {
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue;
    }
  }
  const { default: decode } = await import("../vendor/qr/qr-decode.js");
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const scale = Math.min(1, 800 / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined; // no code in this frame
    }
  };
}

async function startCamera() {
  complain(at("camera-trouble"), "");
  if (!navigator.mediaDevices?.getUserMedia) return complain(at("camera-trouble"), words.noCamera);
  at("camera-start").disabled = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
      audio: false,
    });
    const video = at("video");
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    at("frame").hidden = false;
    at("camera-off").hidden = true;
    show("scanning");
    offerTorch();
    keepAwake();
    stream.getVideoTracks()[0].addEventListener("ended", stopCamera);
    look(await makeReader(), stream);
  } catch (error) {
    stopCamera();
    complain(at("camera-trouble"), error.name === "NotAllowedError" ? words.cameraDenied : words.noCamera);
  } finally {
    at("camera-start").disabled = false;
  }
}

function stopCamera() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  at("video").hidden = at("frame").hidden = at("torch").hidden = true;
  at("camera-off").hidden = false;
  if (document.body.dataset.state === "scanning") show("ready");
}

async function look(read, mine) {
  const video = at("video");
  while (stream === mine) {
    if (!busy && !waiting && !document.hidden && video.readyState >= 2) {
      const text = await read(video).catch(() => undefined);
      if (text) notice(text);
    }
    await new Promise((resume) => setTimeout(resume, 70));
  }
}

function notice(text) {
  const now = Date.now();
  const again = text === seen.text && now - seen.at < SAME_CODE_MS;
  seen = { text, at: now };
  if (!again) check({ qr: text });
}

function offerTorch() {
  const track = stream.getVideoTracks()[0];
  at("torch").hidden = !track.getCapabilities?.().torch;
  at("torch").setAttribute("aria-pressed", "false");
}

async function keepAwake() {
  if (document.hidden || !stream || !navigator.wakeLock) return;
  await navigator.wakeLock.request("screen").catch(() => {}); // the lock falls by itself when the page is hidden
}

// --- a scan and its verdict

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
    count();
  } catch {
    if (at("verdict").dataset.verdict === "unsent") waiting = scan; // said already
    else showVerdict("unsent", {}, scan);
  } finally {
    busy = false;
    seen.at = Date.now(); // the same code is ignored from the verdict on, not from the reading
  }
}

function clock(iso) {
  const when = new Date(iso);
  const day = new Intl.DateTimeFormat("sv", { timeZone: zone });
  const form = { hour: "2-digit", minute: "2-digit", timeZone: zone };
  if (day.format(when) !== day.format(new Date())) Object.assign(form, { weekday: "long", day: "numeric", month: "short" });
  return new Intl.DateTimeFormat(language, form).format(when);
}

function dayOf(iso) {
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(new Date(iso));
}

// A sentence with a gap that nothing fills is not said.
function say(sentence, values) {
  let whole = true;
  const said = sentence.replace(/\{(\w+)\}/g, (_, name) => {
    if (values[name] === undefined || values[name] === null || values[name] === "") whole = false;
    return values[name];
  });
  return whole ? said : "";
}

function name(thing) {
  return typeof thing === "object" && thing ? thing.name || thing.title : thing;
}

function showVerdict(verdict, data, scan) {
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
  at("retry").hidden = !["unsent", "busy"].includes(verdict);
  offerChoices(verdict === "how-many" ? data.remaining : 0, scan);
  waiting = verdict === "how-many" || !at("retry").hidden ? scan : null;
  void panel.offsetWidth; // lets the panel rise anew for each verdict
  panel.hidden = false;
  at("verdict-live").textContent = [word, ...lines, at("verdict-more").textContent].filter(Boolean).map((line) => line.replace(/\.$/, "")).join(". ");

  signal(verdict);
  clearTimeout(closing);
  const time = SHOWN_MS[verdict] ?? SHOWN_OTHERWISE_MS;
  if (time) closing = setTimeout(closeVerdict, time);
}

function offerChoices(most, scan) {
  const { scan_id: _id, scanned_at: _at, ask: _ask, count: _count, ...what } = scan;
  const buttons = [];
  for (let n = most; n >= 1; n--) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = n === most ? "choice choice--all" : "choice";
    button.textContent = n === most ? words.all.replace("{n}", n) : n;
    button.setAttribute("aria-label", n === most ? button.textContent : words.people.replace("{n}", n));
    button.addEventListener("click", () => check(what, n));
    buttons.push(button);
  }
  const [all, ...fewer] = buttons;
  at("choices").replaceChildren(...(all ? [all, ...fewer.reverse()] : []));
  at("choices").hidden = !most;
}

function closeVerdict() {
  clearTimeout(closing);
  if (waiting) seen.at = Date.now();
  waiting = null;
  at("verdict").hidden = true;
  delete at("verdict").dataset.verdict;
}

// --- sound and vibration: welcome rises, a question is one tone, a refusal falls twice

function signal(verdict) {
  const good = verdict === "welcome";
  const question = ["how-many", "unsent", "busy"].includes(verdict);
  navigator.vibrate?.(good ? 80 : question ? [60, 60, 60] : [300, 100, 300]);
  if (muted) return;
  if (good) tones("sine", [[880, 0, 0.1], [1320, 0.11, 0.2]]);
  else if (question) tones("triangle", [[660, 0, 0.18]]);
  else tones("square", [[240, 0, 0.22], [170, 0.28, 0.35]]);
}

function tones(type, notes) {
  if (audio?.state !== "running") return;
  for (const [pitch, delay, length] of notes) {
    const voice = audio.createOscillator();
    const volume = audio.createGain();
    const from = audio.currentTime + delay;
    voice.type = type;
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(type === "square" ? 0.25 : 0.5, from);
    volume.gain.exponentialRampToValueAtTime(0.001, from + length);
    voice.connect(volume).connect(audio.destination);
    voice.start(from);
    voice.stop(from + length);
  }
}

function wakeSound() {
  audio ??= globalThis.AudioContext ? new AudioContext() : null;
  if (audio?.state === "suspended") audio.resume();
}

// --- how many are inside

function element(tag, className, ...content) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...content);
  return made;
}

async function count() {
  if (!device) return;
  try {
    const { status, data } = await ask("/gate");
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
  if (allowed?.state === "granted") startCamera();
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
at("camera-start").addEventListener("click", startCamera);
at("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = at("entry-code").value.toUpperCase().replace(/[^0-9A-Z]/g, "");
  at("typed-error").hidden = code.length === ENTRY_CODE_LENGTH;
  if (code.length !== ENTRY_CODE_LENGTH) return;
  at("entry-code").value = "";
  at("entry-code").blur();
  check({ entry_code: code });
});
at("retry").addEventListener("click", () => waiting && send(waiting));
// A scan that found no signal is sent again by itself; the same scan_id gets the same answer.
const sendAgain = () => waiting && at("verdict").dataset.verdict === "unsent" && send(waiting);
addEventListener("online", sendAgain);
setInterval(sendAgain, AGAIN_MS);
at("dismiss").addEventListener("click", closeVerdict);
at("verdict-body").addEventListener("click", () => !waiting && closeVerdict());
at("mute").addEventListener("click", () => {
  muted = !muted;
  at("mute").setAttribute("aria-pressed", String(muted));
});
at("torch").addEventListener("click", async () => {
  const on = at("torch").getAttribute("aria-pressed") !== "true";
  await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
  at("torch").setAttribute("aria-pressed", String(on));
});
at("leave").addEventListener("click", () => at("leave-dialog").showModal());
at("leave-dialog").addEventListener("close", () => at("leave-dialog").returnValue === "leave" && leave());
document.addEventListener("pointerdown", wakeSound);
document.addEventListener("visibilitychange", keepAwake);
window.addEventListener("hashchange", begin);
setInterval(() => document.hidden || count(), COUNT_EVERY_MS);

begin();
