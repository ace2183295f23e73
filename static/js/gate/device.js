// What this phone is: the token that it was enrolled with, and how it asks the server.

import { language } from "./page.js";

const DEVICE = "culture-week-device";
const api = document.body.dataset.api;

export let device = recall();

function recall() {
  try {
    return JSON.parse(localStorage.getItem(DEVICE));
  } catch {
    return null;
  }
}

export function remember(value) {
  device = value;
  try {
    if (value) localStorage.setItem(DEVICE, JSON.stringify(value));
    else localStorage.removeItem(DEVICE);
  } catch {
    // A browser that keeps nothing: it is this gate's until the page is closed.
  }
}

export async function ask(path, body, asDevice = true) {
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
