// Takes the last scan that let somebody in back, within a minute.

import { ask } from "./device.js";
import { at, say, words } from "./page.js";

const MINUTE_MS = 60000;

let scanId = null;
let ending = 0;

export function offerUndo(scan, admitted) {
  scanId = scan.scan_id;
  tell(say(words.letIn, { admitted }), true);
}

function tell(text, mayUndo) {
  at("last-text").textContent = text;
  at("undo").hidden = !mayUndo;
  at("last").hidden = false;
  clearTimeout(ending);
  ending = setTimeout(() => { at("last").hidden = true; }, MINUTE_MS);
}

export async function undo() {
  const mine = scanId;
  at("undo").disabled = true;
  try {
    const { status, data } = await ask(`/scans/${mine}/undo`, {});
    if (mine !== scanId) return; // somebody else went in meanwhile
    tell(status === 200 ? say(words.takenBack, { n: data.given_back }) : data.detail || words.notTakenBack, false);
  } catch {
    tell(words.offline, true); // asked again it answers the same
  } finally {
    at("undo").disabled = false;
  }
}
