// Takes the pictures of the README: docs/images/*.png.
//
// Against a page that is served (`cargo xtask serve`), with the variables of env.mjs set:
//
//     node tests/browser/shots.mjs [URL] [FOLDER]
//
// The URL defaults to WINDTUNNEL_URL, the folder to docs/images. Time stands still in all of them
// and the seed is the example's, so that a picture changes only when the screen does.
import { mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, setting } from "./env.mjs";
import { openExample, pause, settled, tab, timeline, until } from "./steps.mjs";

const url = process.argv[2] ?? setting("WINDTUNNEL_URL");
const here = dirname(fileURLToPath(import.meta.url));
const folder = process.argv[3] ?? join(here, "..", "..", "docs", "images");
mkdirSync(folder, { recursive: true });

const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  deviceScaleFactor: 2,
};
const LARGEST = 300_000;

const browser = await chromium.launch({
  executablePath: setting("WINDTUNNEL_CHROMIUM"),
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});

async function shot(name, context, prepare = async () => {}) {
  const page = await browser.newPage(context);
  await page.goto(url);
  await settled(page);
  await pause(page);
  await to(page, 14);
  await prepare(page);
  // No pointer, no focus ring, nothing still moving.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await page.waitForTimeout(600);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  const { size } = statSync(path);
  console.log(`${path}: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) {
    throw new Error(`${name}.png has ${size} bytes; at most ${LARGEST}`);
  }
  await page.close();
}

/** Moves the cursor to a full hour. */
async function to(page, hour) {
  await timeline(page).focus();
  await page.keyboard.press("Home");
  for (let passed = 0; passed < hour; passed += 1) {
    await page.keyboard.press("PageUp");
  }
}

await shot("main-light", { ...WIDE, colorScheme: "light" });
await shot("main-dark", { ...WIDE, colorScheme: "dark" });
await shot("phone", { ...PHONE, colorScheme: "light" });
await shot("silent", { ...WIDE, colorScheme: "light" }, async (page) => {
  await openExample(page, /silent/i);
  await until("the example", async () => /silent/i.test(await page.title()));
  await settled(page);
  // The charts are what it is about: they get the room.
  await page.getByRole("button", { name: "Fold the parts" }).click();
  // It opens on its months.
  await page.getByRole("slider", { name: "Day of the life" }).waitFor();
  await to(page, 12);
});
await shot("lab", { ...WIDE, colorScheme: "light" }, async (page) => {
  await openExample(page, /^Credit scoring with underwriters/);
  await until("the example", async () => (await page.title()).startsWith("Credit scoring"));
  await settled(page, 60_000);
  const lab = await tab(page, "Model lab");
  const score = lab.getByRole("button", { name: /^Score [\d,]+ held-out rows/ });
  await until("the model", () => score.isEnabled().catch(() => false), 60_000);
  await score.click();
  await lab.getByRole("status").filter({ hasText: /rows scored in/ }).waitFor();
  await lab.getByRole("button", { name: /^Show table: ROC/ }).scrollIntoViewIfNeeded();
});

await browser.close();
