// Holds what is on the screen against a reduced picture of how it should look.
//
// Reduced to an eighth, text is grey and fonts hardly matter, while a panel that is missing, a wrong
// ground or a shifted bar still shows. WINDTUNNEL_LOOKS=renew writes the pictures anew.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "looks");
const FACTOR = 8;

/** A channel that differs by more counts as changed: of 255. */
const NOTICEABLE = 28;

/** So many of the reduced pixels may have changed: numbers and fonts differ. */
const TOLERATED = 0.04;

/** Takes the screen, and fails where it no longer looks like the picture of this name. */
export async function looksLike(page, name) {
  const screen = (await page.screenshot({ animations: "disabled" })).toString("base64");
  const bench = await page.context().newPage();
  try {
    const reduced = await bench.evaluate(reduce, [screen, FACTOR]);
    const path = join(FOLDER, `${name}.png`);
    if (process.env.WINDTUNNEL_LOOKS === "renew") {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(path, Buffer.from(reduced, "base64"));
      return;
    }
    assert.ok(existsSync(path), `there is no ${path}: WINDTUNNEL_LOOKS=renew makes it`);
    const wanted = readFileSync(path).toString("base64");
    const changed = await bench.evaluate(compare, [reduced, wanted, NOTICEABLE]);
    if (changed > TOLERATED) {
      const kept = join(tmpdir(), `windtunnel-look-${name}.png`);
      writeFileSync(kept, Buffer.from(screen, "base64"));
      assert.fail(`${name}: ${(100 * changed).toFixed(1)} % of it changed; it is in ${kept}`);
    }
  } finally {
    await bench.close();
  }
}

/** In the browser: a PNG made smaller, as a PNG. */
async function reduce([base64, factor]) {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
  const [width, height] = [Math.round(image.width / factor), Math.round(image.height / factor)];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  // Halving by halving: each pixel becomes the mean of those it stands for.
  let [from, w, h] = [image, image.width, image.height];
  while (w > 2 * width) {
    [w, h] = [Math.ceil(w / 2), Math.ceil(h / 2)];
    const half = new OffscreenCanvas(w, h);
    half.getContext("2d").drawImage(from, 0, 0, w, h);
    from = half;
  }
  context.drawImage(from, 0, 0, width, height);
  const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}

/** In the browser: the share of pixels that differ; all, if the sizes do. */
async function compare([one, other, noticeable]) {
  const pixels = async (base64) => {
    const blob = await (await fetch(`data:image/png;base64,${base64}`)).blob();
    const image = await createImageBitmap(blob);
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height);
  };
  const [a, b] = [await pixels(one), await pixels(other)];
  if (a.width !== b.width || a.height !== b.height) {
    return 1;
  }
  let changed = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    const differs = [0, 1, 2].some((c) => Math.abs(a.data[at + c] - b.data[at + c]) > noticeable);
    changed += differs ? 1 : 0;
  }
  return changed / (a.data.length / 4);
}
