// When something is missing: what is meant to happen, beside what is drawn.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import {
  link, openExample, saved, settled, tab, type, undo, undoable, until,
} from "./steps.mjs";

/** The cards of the only decision of card fraud. */
async function decision(page) {
  const panel = await tab(page, "Design");
  return panel.getByRole("group", { name: "Payment decision", exact: true });
}

const part = (cards, name) => cards.getByRole("group", { name, exact: true });

/** The menu of what is planned without a part. */
const answer = (cards, name) => cards.getByRole("combobox", {
  name: `If ${name} is missing, for Payment decision`, exact: true,
});

const plans = async (page) => JSON.parse(await saved(page)).failure_plans;

pageTest("an answer is chosen, held against the drawing, and taken back", async (page) => {
  await settled(page);
  const cards = await decision(page);
  const model = part(cards, "Fraud model");
  const menu = answer(cards, "Fraud model");
  assert.equal(await menu.inputValue(), "", "as drawn");
  await model.getByText("Previous model, then Fraud rules").waitFor();
  assert.equal(await model.getByRole("button", { name: "Note" }).count(), 0, "nothing to note");

  await menu.selectOption({ label: "previous model" });
  const then = cards.getByRole("combobox", {
    name: "If Fraud model is missing, for Payment decision: then", exact: true,
  });
  await then.selectOption({ label: "rules" });
  assert.equal(await undoable(page), "Plan for a failure");
  assert.deepEqual(await plans(page), {
    sink: { cells: { gbdt: { answer: "previous_model", then: "rules" } } },
  });
  assert.equal(await model.getByRole("button", { name: /^Fix at/ }).count(), 0, "drawn as planned");

  await menu.selectOption({ label: "manual, or stop" });
  await model.getByText("Drawn is something else than planned.").waitFor();
  await menu.selectOption({ label: "accept it" });
  await model.getByText("Accepted by whom, and why?").waitFor();
  assert.equal(await then.count(), 0, "nothing comes after that");
  const opener = model.getByRole("button", { name: "Note", exact: true });
  await opener.click();
  const note = model.getByRole("textbox", { name: "Who, and why", exact: true });
  await type(note, "Ann: an hour costs little");
  await model.getByText("Accepted.", { exact: true }).waitFor();
  assert.equal(await undoable(page), "Note on a failure");

  await undo(page);
  await model.getByText("Accepted by whom, and why?").waitFor();
  assert.equal(await note.inputValue(), "", "a note is one step");
  for (let step = 0; step < 4; step += 1) {
    await undo(page);
  }
  await until("all as drawn again", async () => (await menu.inputValue()) === "");
  assert.equal(await undoable(page), "");
  assert.equal(await plans(page), undefined);
});

pageTest("usual answers fill the blank cells, and say what is not drawn", async (page) => {
  await settled(page);
  await openExample(page, /silent/i);
  await settled(page);
  const cards = await decision(page);
  const fill = cards.getByRole("button", { name: "Fill in the usual answers", exact: true });
  assert.equal(await fill.count(), 0, "nobody has said what hangs on it");
  await cards.getByRole("combobox", { name: "Stakes", exact: true })
    .selectOption({ label: "money decision" });
  await fill.click();
  assert.equal(await undoable(page), "Fill in the usual answers");
  const { sink } = await plans(page);
  assert.equal(sink.stakes, "money");
  assert.deepEqual(sink.cells, { velocity: { answer: "freeze", then: "page" } });
  const feed = part(cards, "Payment velocity");
  await feed.getByText("Planned, not drawn: freeze retraining.").waitFor();
  assert.ok(await fill.isDisabled(), "no cell is blank any more");

  const findings = await tab(page, "Findings");
  await findings.getByRole("button", { name: /Payment velocity.*“freeze retraining” is planned/ })
    .waitFor();
});

pageTest("what is planned and not drawn is drawn by one button", async (page) => {
  await settled(page);
  await link(page, "Fallback router", "Previous model").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Delete");
  const cards = await decision(page);
  await answer(cards, "Fraud model").selectOption({ label: "previous model" });
  const model = part(cards, "Fraud model");
  await model.getByText("Drawn is something else than planned.").waitFor();
  await cards.getByRole("combobox", {
    name: "If Fraud model is missing, for Payment decision: then", exact: true,
  }).selectOption({ label: "rules" });
  await model.getByText("Planned, not drawn: previous model.").waitFor();
  await model.getByRole("button", { name: "Use Previous model", exact: true }).click();
  await model.getByText("Previous model, then Fraud rules").waitFor();
  await link(page, "Fallback router", "Previous model").waitFor();
});

const phone = {
  context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

pageTest("the cards fit a phone", phone, async (page) => {
  await settled(page);
  await page.getByRole("button", { name: "Inspector", exact: true }).tap();
  const panel = page.getByRole("tabpanel", { name: "Design", exact: true });
  const cards = panel.getByRole("group", { name: "Payment decision", exact: true });
  const menu = answer(cards, "Fraud model");
  await menu.selectOption({ label: "accept it" });
  await part(cards, "Fraud model").getByText("Accepted by whom, and why?").waitFor();
  const card = await part(cards, "Fraud model").boundingBox();
  const box = await menu.boundingBox();
  assert.ok(card.x >= 0 && card.x + card.width <= 390, `a card from ${card.x}, ${card.width} wide`);
  assert.ok(box.width > 200 && box.height >= 32, `a menu of ${box.width} x ${box.height}`);
});
