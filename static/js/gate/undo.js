// Takes the last scan that let somebody in back, within a minute that is seen running out.

import { ask } from "./device.js";
import { at, say, words } from "./page.js";

const MINUTE_MS = 60000;

let scanId = null;
let until = 0;
let ticking = 0;

export function offerUndo(scan, admitted) {
  scanId = scan.scan_id;
  until = Date.now() + MINUTE_MS;
  tell(say(words.letIn, { admitted }), true);
}

function tell(text, mayUndo) {
  at("last-text").textContent = text;
  at("undo").hidden = !mayUndo;
  at("last").hidden = false;
  clearInterval(ticking);
  ticking = setInterval(tick, 1000);
  tick();
}

function tick() {
  const left = Math.ceil((until - Date.now()) / 1000);
  at("undo-left").textContent = say(words.seconds, { n: Math.max(left, 0) });
  if (left > 0) return;
  clearInterval(ticking);
  at("last").hidden = true;
}

function conclude(text) {
  until = Date.now() + MINUTE_MS; // the outcome stays to be read, however late it was asked for
  tell(text, false);
}

// What was no answer may be asked again while the minute lasts: the server says the same each time.
export async function undo() {
  const mine = scanId;
  at("undo").disabled = true;
  try {
    const { status, data } = await ask(`/scans/${mine}/undo`, {});
    if (mine !== scanId) return; // somebody else went in meanwhile
    if (status === 200) conclude(say(words.takenBack, { n: data.given_back }));
    else if (status === 404 || status === 409) conclude(data.detail || words.notTakenBack);
    else tell(data.detail || words.offline, true);
  } catch {
    if (mine === scanId) tell(words.offline, true);
  } finally {
    at("undo").disabled = false;
  }
}
