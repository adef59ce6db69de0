// Months, formulas and single decisions: the three other tabs of the dock.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { number, openExample, settled, undo, until } from "./steps.mjs";

const dock = (page) => page.getByRole("region", { name: "Charts", exact: true });

async function openTab(page, name) {
  // A design with days of life opens it by itself.
  if (!(await dock(page).isVisible())) {
    await page.getByRole("button", { name: "Charts", exact: true }).click();
  }
  await dock(page).waitFor();
  await dock(page).getByRole("tab", { name, exact: true }).click();
}

async function silent(page) {
  await openExample(page, /silent/i);
  await until("the example", async () => /silent/i.test(await page.title()));
  await settled(page);
}

pageTest("the silent failure: answers in time, and decisions that are not worth making", async (page) => {
  await silent(page);
  await openTab(page, "Life");
  const day = dock(page).getByRole("slider", { name: "Day of the life" });
  await day.waitFor();
  await day.focus();
  await page.keyboard.press("Home");
  for (let passed = 0; passed < 4; passed += 1) await page.keyboard.press("ArrowRight");
  const reading = () => dock(page).getByText(/Answers in time .*Decisions worth making/).first().textContent();
  await until("a bad day", async () => number(/worth making (.*)/.exec(await reading())[1]) < 50);
  assert.match(await reading(), /Answers in time > 99/);
  await page.keyboard.press("End");
  await until("a good day", async () => number(/worth making (.*)/.exec(await reading())[1]) > 95);
  for (const lane of ["Incident", "Detector", "People"]) {
    await dock(page).getByRole("group", { name: lane, exact: true }).waitFor();
  }
  const faults = dock(page).getByRole("table", { name: /incident|fault/i }).first();
  assert.match(await faults.textContent(), /Missed fraud/);
});

pageTest("a decision of the log shows what the model saw", async (page) => {
  await settled(page);
  await openTab(page, "Decisions");
  const first = dock(page).getByRole("button", { name: /^day 1 / }).first();
  await first.focus();
  await page.keyboard.press("Enter");
  const card = dock(page).getByRole("status").filter({ hasText: "card_velocity" });
  await card.waitFor();
  assert.match(await card.textContent(), /[Vv]ersion/);
});

pageTest("thresholds move by keys on the cost curve, one step back each", async (page) => {
  await settled(page);
  await openTab(page, "Outlook");
  const approve = dock(page).getByRole("slider", { name: "Approve below" });
  await approve.waitFor();
  const before = await approve.getAttribute("aria-valuenow");
  await approve.focus();
  await page.keyboard.press("ArrowRight");
  await until("the threshold", async () => (await approve.getAttribute("aria-valuenow")) !== before);
  await undo(page);
  await until("the threshold back", async () => (await approve.getAttribute("aria-valuenow")) === before);
});
