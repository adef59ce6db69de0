// How quick the screen is: `cargo xtask bench --screen` builds, serves and runs it.
//
// Rates of this machine in this minute, printed as a table: for reading, and for nobody to fail by.
import { chromium, setting } from "./env.mjs";
import { large } from "./large.mjs";
import { canvas, nodes, settled, until } from "./steps.mjs";
import { percentile, scriptPerFrame } from "./trace.mjs";

const url = setting("WINDTUNNEL_URL");
const browser = await chromium.launch({
  executablePath: setting("WINDTUNNEL_CHROMIUM"),
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const table = [];

function row(what, value, wanted) {
  table.push({ what, value, wanted });
}

const ms = (value) => `${value.toFixed(value < 20 ? 1 : 0)} ms`;

async function fresh() {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  await page.locator("main").first().waitFor();
  return page;
}

/** Opens a design as a file, and says how long it took until its nodes were there. */
async function opened(page, count, links) {
  await settled(page);
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("menuitem", { name: /^Open a file/ }).click(),
  ]);
  const start = Date.now();
  const buffer = Buffer.from(large(count, links));
  await chooser.setFiles({ name: "large.json", mimeType: "application/json", buffer });
  await until("the design", async () => (await page.title()).startsWith(`${count} nodes`), 60_000);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  return Date.now() - start;
}

/**
 * The pointer goes round in steps of a frame, with this button held. Straight through the browser's
 * protocol: the tool's own mouse listens to the page at each step, and would be counted.
 */
async function round(page, from, button) {
  const mouse = await page.context().newCDPSession(page);
  const buttons = button === "middle" ? 4 : 1;
  const send = (type, x, y, held) =>
    mouse.send("Input.dispatchMouseEvent", { type, x, y, button, buttons: held, clickCount: 1 });
  await send("mouseMoved", from.x, from.y, 0);
  await send("mousePressed", from.x, from.y, buttons);
  for (let step = 1; step <= 120; step += 1) {
    const angle = step / 10;
    const [x, y] = [from.x + 120 * Math.sin(angle), from.y + 80 * (1 - Math.cos(angle))];
    await send("mouseMoved", x, y, buttons);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await send("mouseReleased", from.x, from.y, 0);
  await mouse.detach();
}

async function gesture(page, what, doing, wanted) {
  const script = await scriptPerFrame(page, doing);
  row(`${what}: script a frame, median`, ms(percentile(script, 0.5)), "");
  row(`${what}: script a frame, 95 %`, ms(percentile(script, 0.95)), wanted);
  row(`${what}: script a frame, longest of ${script.length}`, ms(Math.max(...script)), "");
}

// From the first byte to a screen that answers, and to numbers.
{
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const start = Date.now();
  await page.goto(url, { waitUntil: "commit" });
  await nodes(page).first().waitFor();
  row("first visit: a screen that answers", ms(Date.now() - start), "2000 ms");
  await settled(page);
  row("first visit: the example has been simulated", ms(Date.now() - start), "5000 ms");
  await page.close();
}

{
  const page = await fresh();
  row("200 nodes, 500 links: open", ms(await opened(page, 200, 500)), "");
  await settled(page, 60_000);
  if (await page.getByRole("button", { name: "Play", exact: true }).isVisible()) {
    await page.getByRole("button", { name: "Play", exact: true }).click();
  }
  const box = await canvas(page).boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await gesture(page, "panning while it plays", () => round(page, middle, "middle"), "8 ms");
  const grip = await canvas(page)
    .getByRole("group", { name: /^Service/ })
    .evaluateAll((all) => {
      const at = all
        .map((it) => it.getBoundingClientRect())
        .map((it) => ({ x: it.x + it.width / 3, y: it.y + it.height / 2 }))
        .find((it) => document.elementFromPoint(it.x, it.y)?.closest("[data-node]"));
      return at;
    });
  await gesture(page, "dragging while it plays", () => round(page, grip, "left"), "8 ms");
  await page.close();
}

{
  const page = await fresh();
  row("2,000 nodes, 4,000 links: open", ms(await opened(page, 2000, 4000)), "");
  const box = await canvas(page).boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await gesture(page, "panning 2,000 nodes", () => round(page, middle, "middle"), "");
  await page.close();
}

await browser.close();
const width = Math.max(...table.map((it) => it.what.length));
console.log(`${"".padEnd(width)}  ${"here".padStart(10)}  wanted below`);
for (const { what, value, wanted } of table) {
  console.log(`${what.padEnd(width)}  ${value.padStart(10)}  ${wanted}`);
}
