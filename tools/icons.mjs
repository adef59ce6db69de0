// The PNG icons of the manifest, from the SVG: install prompts want them. Run once after a change:
//   WINDTUNNEL_CHROMIUM=chromium WINDTUNNEL_NODE_MODULES=... node tools/icons.mjs
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const require = createRequire(join(process.env.WINDTUNNEL_NODE_MODULES, "any.js"));
const { chromium } = require("playwright-core");
const icons = new URL("../public/icons/", import.meta.url);
const svg = await readFile(new URL("windtunnel.svg", icons), "utf8");
// A mask may cut off a fifth of each side: the ground goes to the edge, the picture stays within.
const maskable = svg.replace('rx="15" ', "").replace("<g ", '<g transform="translate(9.6 9.6) scale(.7)" ');

const browser = await chromium.launch({
  executablePath: process.env.WINDTUNNEL_CHROMIUM,
  args: ["--no-sandbox"],
});
const page = await browser.newPage();
for (const [name, size, text] of [
  ["windtunnel-192.png", 192, svg],
  ["windtunnel-512.png", 512, svg],
  ["windtunnel-maskable-512.png", 512, maskable],
]) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw}</style>${text}`);
  await page.screenshot({ path: new URL(name, icons).pathname, omitBackground: true });
}
await browser.close();
