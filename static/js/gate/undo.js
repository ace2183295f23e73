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

export async function undo() {
  const mine = scanId;
  at("undo").disabled = true;
  try {
    const { status, data } = await ask(`/scans/${mine}/undo`, {});
    if (mine !== scanId) return; // somebody else went in meanwhile
    conclude(status === 200 ? say(words.takenBack, { n: data.given_back }) : data.detail || words.notTakenBack);
  } catch {
    if (mine === scanId) tell(words.offline, true); // asked again it answers the same, while the minute lasts
  } finally {
    at("undo").disabled = false;
  }
}
