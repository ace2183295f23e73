// Sound and vibration: welcome rises, a question is one tone, a refusal falls twice.

let muted = false;
let audio = null;

export function mute(quiet) {
  muted = quiet;
}

export function signal(verdict) {
  const good = verdict === "welcome";
  const question = ["how-many", "unsent", "busy", "too-soon"].includes(verdict);
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

export function wakeSound() {
  audio ??= globalThis.AudioContext ? new AudioContext() : null;
  if (audio?.state === "suspended") audio.resume();
}
