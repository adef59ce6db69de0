// The model lab: a real model, real rows, in the page.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import {
  addIncident, chooseFile, figures, node, number, openExample, settled, tab, type, until, verdict,
} from "./steps.mjs";

/** The runtime is a few megabytes, and is compiled on the first visit. */
const PATIENCE = 60_000;
const options = { timeout: 120_000 };

async function enterLab(page) {
  const lab = await tab(page, "Model lab");
  const button = lab.getByRole("button", { name: /^Score [\d,]+ held-out rows/ });
  await until("the model to be ready", () => button.isEnabled().catch(() => false), PATIENCE);
  return { lab, button };
}

async function score(page) {
  const { lab, button } = await enterLab(page);
  await button.click();
  await lab.getByRole("status").filter({ hasText: /rows scored in/ })
    .waitFor({ timeout: PATIENCE });
  return lab;
}

/** A number of the results, by the name before it. */
async function result(lab, name) {
  const pair = lab.getByRole("term").filter({ hasText: name }).first().locator("..");
  return (await pair.getByRole("definition").first().textContent()).trim();
}

pageTest("the credit model scores its held-out rows, and what-if changes it", options,
  async (page) => {
    const lab = await score(page);
    const auc = number(await result(lab, "AUC"));
    assert.ok(Math.abs(auc - 0.82) < 0.015, `AUC ${auc}`);
    const time = await result(lab, "One row");
    assert.match(time, /ms$|µs$/);
    assert.ok(number(time) > 0 && number(time) < 50, time);

    for (const chart of ["ROC curve", "Scores", "Calibration"]) {
      await lab.getByRole("button", { name: `Show table: ${chart}` }).click();
      const table = lab.getByRole("region", { name: chart }).getByRole("table");
      assert.ok((await table.getByRole("row").count()) > 5, chart);
    }

    // A feature goes missing: the model gets worse, and says by how much.
    const feature = lab.getByRole("combobox", { name: "Feature" });
    await feature.selectOption({ label: "Years in the job" });
    const delta = lab.getByRole("status").filter({ hasText: /^Years in the job missing: AUC/ });
    await delta.waitFor({ timeout: PATIENCE });
    const worse = number((await delta.textContent()).replace(/^.*AUC/, ""));
    assert.ok(worse < auc, `${auc} to ${worse}`);
    await lab.getByRole("heading", { name: /^Model card/ }).waitFor();
  });

pageTest("the digit model reads its pictures", options, async (page) => {
  const { lab } = await enterLab(page);
  await lab.getByRole("combobox", { name: "Model" }).selectOption({ label: "Digit reader" });
  const scored = await score(page);
  assert.ok(number(await result(scored, "Read right")) > 90);
  assert.ok((await scored.getByRole("img", { name: /^A \d, .*read as \d/ }).count()) > 10);
});

pageTest("a file that is no model is refused, and what was scored stays", options,
  async (page) => {
    const lab = await score(page);
    const auc = await result(lab, "AUC");
    const button = lab.getByRole("button", { name: "Open your own ONNX…" });
    const bad = { name: "notes.onnx", mimeType: "application/octet-stream" };
    for (const [buffer, reason] of [
      [Buffer.from("This is a text, not a model.\n".repeat(40)), /notes\.onnx/],
      [Buffer.alloc(17 << 20), /17 MB; at most 16 MB/],
      [Buffer.alloc(0), /notes\.onnx/],
    ]) {
      await chooseFile(page, button, { ...bad, buffer });
      const told = lab.getByRole("alert").filter({ hasText: reason });
      await told.waitFor({ timeout: 20_000 });
      assert.ok((await told.textContent()).length > 30, "with a reason");
      assert.equal(await result(lab, "AUC"), auc);
    }
  });

pageTest("the credit example runs on real rows; a missing or moved feature costs", options,
  async (page) => {
    await settled(page);
    await openExample(page, /^Credit scoring with underwriters/);
    await until("the example", async () => (await page.title()).startsWith("Credit scoring"));
    await node(page, "Credit model").waitFor();
    const before = await figures(page, PATIENCE);
    assert.match(before.verdict, /per 1,000 decisions/);

    const missing = await addIncident(page, "Null feature");
    await missing.getByRole("combobox", { name: "Of" })
      .selectOption({ label: "Earlier payment trouble on record" });
    await type(missing.getByRole("textbox", { name: "End" }), "5");
    await type(missing.getByRole("textbox", { name: "Start" }), "0");
    const blind = await figures(page, PATIENCE);
    assert.notEqual(blind["This system"], before["This system"]);
    assert.ok(number(blind["This system"]) > number(before["This system"]), "it costs money");
    assert.equal(number(blind["Do nothing"]), number(before["Do nothing"]));

    await missing.getByRole("button", { name: "Delete" }).click();
    const shift = await addIncident(page, "Feature shift");
    await shift.getByRole("combobox", { name: "Of" }).selectOption({ label: "Income" });
    await type(shift.getByRole("textbox", { name: "End" }), "5");
    await type(shift.getByRole("textbox", { name: "Start" }), "0");
    await type(shift.getByRole("textbox", { name: "Shift" }), "-3");
    const shifted = await figures(page, PATIENCE);
    assert.notEqual(shifted["This system"], before["This system"]);
    assert.notEqual(shifted["Sent to review"], before["Sent to review"]);
  });

pageTest("rows that cannot be scored are said to be so, at each opening, until they can be",
  { ...options, allow: [/ERR_FAILED|Failed to (fetch|load)/] },
  async (page) => {
    await settled(page);
    const missing = /infer_worker/;
    await page.route(missing, (route) => route.abort());
    const said = page.getByRole("status").filter({ hasText: /^The rows could not be scored/ });
    const opened = async (name, start) => {
      await openExample(page, name);
      await until("the example", async () => (await page.title()).startsWith(start));
    };
    const credit = () => opened(/^Credit scoring with underwriters/, "Credit scoring");
    await credit();
    await said.waitFor({ timeout: PATIENCE });
    const costs = verdict(page).getByRole("row", { name: /^This system/ });
    assert.equal(await costs.count(), 0, "no numbers of the design that was open before");

    await opened(/^One queue/, "One queue");
    await settled(page);
    await credit();
    await said.waitFor({ timeout: PATIENCE });

    await page.unroute(missing);
    await page.getByRole("button", { name: "Run again", exact: true }).click();
    const now = await figures(page, PATIENCE);
    assert.match(now.verdict, /per 1,000 decisions/);
    await opened(/^One queue/, "One queue");
    await settled(page);
    await credit();
    assert.equal((await figures(page, PATIENCE))["This system"], now["This system"], "the same again");
  });
