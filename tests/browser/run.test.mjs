// Running: the same numbers for the same seed, progress and a way out, charts and their tables.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { pageTest } from "./harness.mjs";
import {
  addIncident, canvas, clock, download, figures, node, number, openExample, pause, settled, tab,
  timeline, type, undo, until, verdict,
} from "./steps.mjs";

const seed = (page) => page.getByRole("textbox", { name: "Seed", exact: true });
const horizon = (page) => page.getByRole("textbox", { name: "Horizon", exact: true });
const charts = (page) => page.getByRole("region", { name: "Charts", exact: true });

async function openCharts(page) {
  await page.getByRole("button", { name: "Charts", exact: true }).click();
  await charts(page).waitFor();
  // A design with days of life opens on them.
  await charts(page).getByRole("tab", { name: "Charts", exact: true }).click();
  return charts(page);
}

/** The time series of the run, as the page exports them: a row a bucket. */
async function series(page) {
  const text = await download(page, charts(page).getByRole("button", { name: "Save as CSV" }));
  const [names, ...rows] = text.trimEnd().split("\n").map((line) => line.split(","));
  return rows.map((row) => Object.fromEntries(row.map((cell, at) => [names[at], cell])));
}

pageTest("another seed gives other numbers, and the same seed the same", async (page) => {
  const first = await figures(page);
  await openCharts(page);
  const rows = await series(page);
  await page.getByRole("button", { name: "Another seed" }).click();
  assert.equal(await seed(page).inputValue(), "2");
  const second = await figures(page);
  assert.notEqual(second["This system"], first["This system"]);
  assert.notDeepEqual(await series(page), rows);
  await type(seed(page), "1");
  assert.deepEqual(await figures(page), first);
  assert.deepEqual(await series(page), rows, "in every bucket");
});

// `windtunnel run card-fraud --json` writes what to compare with; tests/tests/wasm.rs does the same
// for the bytes of a result, without a page around it.
const nativeRun = process.env.WINDTUNNEL_CLI_JSON;
if (nativeRun) {
  pageTest("the worker's series are those of the command line", async (page) => {
    const native = JSON.parse(await readFile(nativeRun, "utf8")).series;
    await settled(page);
    await openCharts(page);
    const rows = await series(page);
    assert.equal(rows.length, native.arrived.length);
    for (const [at, row] of rows.entries()) {
      for (const name of ["arrived", "in_time", "failed", "reviewed", "p99_ms", "system_usd"]) {
        const theirs = native[name][at];
        const same = theirs === null ? row[name] === "" : Number(row[name]) === theirs;
        assert.ok(same, `${name} in row ${at}: ${row[name]} here, ${theirs} natively`);
      }
    }
  });
}

pageTest("the exported series add up to the headline", async (page) => {
  const { digest } = await figures(page);
  await openCharts(page);
  const rows = await series(page);
  const arrived = rows.reduce((sum, row) => sum + Number(row.arrived), 0);
  assert.equal(arrived, number(digest));
  assert.ok(rows.length >= 100);
});

pageTest("a long run shows how far it is, and can be stopped", async (page) => {
  const before = await figures(page);
  await page.getByRole("combobox", { name: "Unit of the horizon" }).selectOption("days");
  await type(horizon(page), "90");
  const progress = page.getByRole("progressbar", { name: "Simulating" });
  await progress.waitFor({ timeout: 5_000 });
  const share = async () => Number(await progress.getAttribute("aria-valuenow"));
  const first = await share();
  await until("progress", async () => (await share()) > first);
  assert.ok(await page.getByText("before the last change").isVisible(), "the old result is marked");

  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await page.getByText("Run stopped.").waitFor({ timeout: 3_000 });
  assert.equal((await verdict(page).getByRole("heading").textContent()).trim(), before.verdict);
  await page.getByRole("button", { name: "Run again" }).waitFor();
  await undo(page);
  assert.deepEqual(await figures(page), before, "and it can run again");
});

pageTest("every chart has a drawing that says what it shows, and a table", async (page) => {
  await settled(page);
  const dock = await openCharts(page);
  const toggles = dock.getByRole("button", { name: /^Show table: / });
  const titles = (await toggles.evaluateAll((all) => all.map((it) => it.ariaLabel)))
    .map((name) => name.replace("Show table: ", ""));
  assert.ok(titles.length >= 4, titles.join(", "));
  for (const title of titles) {
    const drawing = dock.getByRole("img", { name: new RegExp(`^${title}: .*\\d`) });
    assert.ok((await drawing.boundingBox()).height > 60, title);
    assert.ok(await inked(drawing), `${title} is drawn`);
    await dock.getByRole("button", { name: `Show table: ${title}`, exact: true }).click();
    const table = dock.getByRole("region", { name: title }).getByRole("table");
    assert.ok((await table.getByRole("columnheader").count()) >= 2, title);
    const rows = await table.getByRole("row").allTextContents();
    assert.ok(rows.length > 12, `${title}: ${rows.length} rows`);
    assert.ok(rows.slice(1).some((row) => /\d\D*$/.test(row.slice(5))), `${title} has values`);
    assert.doesNotMatch(rows.join(), /NaN|undefined|inf/);
    await dock.getByRole("button", { name: `Show chart: ${title}`, exact: true }).click();
  }
  await dock.getByRole("button", { name: "Close charts" }).click();
  await dock.waitFor({ state: "hidden" });
});

/** Has a canvas element more than one colour? */
const inked = (drawing) => drawing.evaluate((canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Set(new Uint32Array(data.buffer));
  return colours.size > 8;
});

pageTest("playing, stepping and speed move the one cursor", async (page) => {
  await settled(page);
  await pause(page);
  const slider = timeline(page);
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  assert.equal(await clock(page), 0);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  const bucket = await clock(page);
  assert.ok(bucket > 0);
  const shown = page.getByRole("paragraph").filter({ hasText: "Simulated time" });
  assert.match(await shown.textContent(), /of 24:00$/);

  await page.getByRole("combobox", { name: "Speed" }).selectOption("1 h per s");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const from = await clock(page);
  const began = Date.now();
  await until("an hour to pass", async () => (await clock(page)) >= from + 60, 5_000);
  assert.ok(Date.now() - began > 500, "and no faster than asked for");
  await pause(page);

  // Pressing the timeline goes there; the nodes show that moment.
  const box = await slider.locator("..").boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  assert.ok(Math.abs((await clock(page)) - 12 * 60) < 15);
  const noon = await node(page, "Shop").getAttribute("aria-label");
  await page.mouse.click(box.x + box.width / 8, box.y + box.height / 2);
  assert.notEqual(await node(page, "Shop").getAttribute("aria-label"), noon);
});

pageTest("a design that cannot run says why, and where", async (page) => {
  await settled(page);
  await openExample(page, /^Blank/i);
  await page.getByRole("status").filter({ hasText: /Cannot run/ }).waitFor();
  await page.getByRole("button", { name: "Show findings" }).click();
  const findings = page.getByRole("tabpanel", { name: "Findings" });
  await findings.getByRole("heading", { name: "These stop the run" }).waitFor();
  assert.ok((await findings.getByRole("listitem").count()) > 0);
  const heading = verdict(page).getByRole("heading");
  assert.match(await heading.textContent(), /cannot be run/, "no verdict on what is gone");
  const play = page.getByRole("button", { name: "Play", exact: true });
  assert.ok(await play.isDisabled(), "no run of the design before");
});

pageTest("a design changed into one that cannot run says whose run is shown", async (page) => {
  await settled(page);
  const before = "What is shown is the run before the change.";
  assert.equal(await verdict(page).getByText(before).count(), 0);
  await canvas(page).focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  const status = page.getByRole("status").filter({ hasText: /^Cannot run.*before the change/ });
  await status.waitFor();
  await verdict(page).getByText(before).waitFor();
  await undo(page);
  await settled(page);
  assert.equal(await verdict(page).getByText(before).count(), 0);
});

pageTest("a feature that goes missing without a sound costs money all the same", async (page) => {
  const before = await figures(page);
  const editor = await addIncident(page, "Null feature");
  await editor.getByRole("combobox", { name: "Of" }).selectOption({ index: 0 });
  await type(editor.getByRole("textbox", { name: "End" }), "24:00");
  await type(editor.getByRole("textbox", { name: "Start" }), "0:00");
  const silent = await figures(page);
  assert.ok(number(silent["This system"]) > number(before["This system"]) + 1);
  assert.equal(silent["Decided in time"], before["Decided in time"], "nothing looks wrong");
  await tab(page, "Findings");
});

pageTest("another horizon of the same unit shows in its field and on the timeline", async (page) => {
  await settled(page);
  const editor = await addIncident(page, "Outage");
  await type(editor.getByRole("textbox", { name: "End" }), "3:00");
  await type(editor.getByRole("textbox", { name: "Start" }), "2:00");
  const band = page.getByRole("button", { name: /^Outage of .* from 02:00 to 03:00/ });
  const before = await band.boundingBox();
  await type(horizon(page), "6");
  await until("the band to stand where its hours are now", async () => {
    const { width } = await band.boundingBox();
    return Math.abs(width / before.width - 4) < 0.1;
  });
  await openExample(page, /^A recommender/);
  await until("the field to follow", async () => (await horizon(page).inputValue()) === "2");
});

pageTest("all parts follow the cursor, also when there are fewer of them", async (page) => {
  await settled(page);
  await pause(page);
  for (const name of ["Slow answers", "Quiet desk", "Empty features", "Missed fraud"]) {
    await node(page, name).focus();
    await page.keyboard.press("Delete");
    await until(`no ${name}`, async () => (await node(page, name).count()) === 0);
  }
  await settled(page);
  const path = ["Shop", "Gateway", "Feature store", "Fallback router", "Fraud model", "Policy"];
  const signs = () => Promise.all(path.map((name) => node(page, name).getAttribute("aria-label")));
  await timeline(page).press("Home");
  const night = await signs();
  const { x, y, width, height } = await timeline(page).locator("..").boundingBox();
  await page.mouse.click(x + width * 0.6, y + height / 2);
  await until("every part to say what it does by day", async () =>
    (await signs()).every((sign, at) => sign !== night[at]));
});

pageTest("requests flow while it plays, stand while it does not, and less motion is none",
  async (page) => {
    await settled(page);
    const states = () => page.evaluate(() =>
      [...new Set(document.getAnimations().filter((it) => it.playbackRate !== 1)
        .map((it) => it.playState))].join());
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    await until("it to flow", async () => (await states()) === "running");
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await until("it to stand", async () => (await states()) === "paused");
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await until("it to go on", async () => (await states()) === "running");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.reload();
    await settled(page);
    assert.equal(await states(), "");
  });
