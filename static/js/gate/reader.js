// Reads codes: the phone's own detector where it has one, else `qr` at once and zxing as soon as it has arrived.

const PONYFILL = new URL("../../vendor/barcode-detector/ponyfill.js", import.meta.url).href;
const WASM = new URL("../../vendor/zxing-wasm/zxing_reader.wasm", import.meta.url).href;
const FORMATS = { formats: ["qr_code"] };

let reading = null;

// A function that answers with what it reads in a video, made once.
export function makeReader() {
  reading ??= begin().catch((error) => {
    reading = null; // without a signal it did not arrive: the next press tries again
    throw error;
  });
  return reading;
}

async function begin() {
  const own = await native();
  if (own) return use("native", own);
  const small = await qr();
  let read = use("qr", small);
  whenIdle(async () => {
    const far = await zxing();
    read = use("zxing", async (video) => {
      try {
        return await far(video);
      } catch {
        read = use("qr", small); // a decoder that faults once stays broken
        return undefined;
      }
    });
  });
  return (video) => read(video);
}

function use(name, read) {
  document.body.dataset.reader = name;
  return read;
}

async function native() {
  if (!("BarcodeDetector" in globalThis)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code") ? detectorOf(new BarcodeDetector(FORMATS)) : null;
}

function detectorOf(detector) {
  return async (video) => (await detector.detect(video))[0]?.rawValue;
}

async function qr() {
  const { default: decode } = await import("../../vendor/qr/qr-decode.js");
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

// Codes that are small in the picture need it, and it weighs 370 kB: not for who saves data, never before `qr` reads.
function whenIdle(fetchMore) {
  if (navigator.connection?.saveData) return;
  const idle = globalThis.requestIdleCallback ?? ((call) => setTimeout(call, 2000));
  idle(() => fetchMore().catch(() => {}), { timeout: 10000 });
}

async function zxing() {
  await addScript(PONYFILL);
  const { BarcodeDetector: Detector, prepareZXingModule } = globalThis.BarcodeDetectionAPI;
  const overrides = { locateFile: (path, prefix) => (path.endsWith(".wasm") ? WASM : prefix + path) }; // else from a CDN
  await prepareZXingModule({ overrides, fireImmediately: true });
  return detectorOf(new Detector(FORMATS));
}

function addScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: resolve, onerror: reject });
    document.head.append(script);
  });
}
