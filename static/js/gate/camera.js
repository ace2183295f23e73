// The camera: one or another, its torch, and a screen that stays on while it looks.

import { at, complain, words } from "./page.js";
import { makeReader } from "./reader.js";

const CHOSEN = "culture-week-camera";
const PAUSE_MS = 70;

let stream = null;
let cameras = [];

// Looks until it is stopped; `found` hears each text that is read while `mayRead` says so, `changed` whether it looks.
export async function startCamera({ found, mayRead, changed }) {
  complain(at("camera-trouble"), "");
  if (!navigator.mediaDevices?.getUserMedia) return complain(at("camera-trouble"), words.noCamera);
  at("camera-start").disabled = true;
  try {
    stream = await open(localStorage.getItem(CHOSEN));
    const mine = stream;
    const video = at("video");
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    at("frame").hidden = false;
    at("camera-off").hidden = true;
    changed(true);
    offerTorch();
    offerOthers();
    keepAwake();
    mine.getVideoTracks()[0].addEventListener("ended", () => stream === mine && stopCamera(changed));
    look(await makeReader(), mine, found, mayRead);
  } catch (error) {
    stopCamera(changed);
    complain(at("camera-trouble"), error.name === "NotAllowedError" ? words.cameraDenied : words.noCamera);
  } finally {
    at("camera-start").disabled = false;
  }
}

function open(chosen) {
  const which = chosen ? { deviceId: { ideal: chosen } } : { facingMode: "environment" };
  return navigator.mediaDevices.getUserMedia({ video: { ...which, width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false });
}

export function stopCamera(changed) {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  at("video").hidden = at("frame").hidden = at("torch").hidden = at("other-camera").hidden = true;
  at("camera-off").hidden = false;
  changed(false);
}

async function look(read, mine, found, mayRead) {
  const video = at("video");
  while (stream === mine) {
    if (mayRead() && !document.hidden && video.readyState >= 2) {
      const text = await read(video).catch(() => undefined);
      if (text && stream === mine) found(text);
    }
    await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  }
}

function offerTorch() {
  at("torch").hidden = !stream.getVideoTracks()[0].getCapabilities?.().torch;
  at("torch").setAttribute("aria-pressed", "false");
}

export async function switchTorch() {
  const on = at("torch").getAttribute("aria-pressed") !== "true";
  const done = await stream?.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] }).then(() => true, () => false);
  if (done) at("torch").setAttribute("aria-pressed", String(on));
}

async function offerOthers() {
  const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  cameras = devices.filter((one) => one.kind === "videoinput").map((one) => one.deviceId);
  at("other-camera").hidden = !stream || cameras.length < 2;
}

// The next of the phone's cameras; it is remembered, for the first one of many phones is a wide angle.
export function takeOtherCamera(listeners) {
  const now = stream?.getVideoTracks()[0].getSettings().deviceId;
  localStorage.setItem(CHOSEN, cameras[(cameras.indexOf(now) + 1) % cameras.length]);
  stopCamera(listeners.changed);
  return startCamera(listeners);
}

export async function keepAwake() {
  if (document.hidden || !stream || !navigator.wakeLock) return;
  await navigator.wakeLock.request("screen").catch(() => {}); // the lock falls by itself when the page is hidden
}
