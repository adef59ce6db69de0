// The main job: a system is on the screen and runs; it is changed, broken, read, and kept.
import assert from "node:assert/strict";
import { open, pageTest, URL_OF_PAGE } from "./harness.mjs";
import {
  addIncident, canvas, clock, drag, figures, inspector, link, messages, middle, node, nodes, number,
  pause, port, redo, settled, tab, timeline, type, undo, undoable, until, verdict,
} from "./steps.mjs";

const START_MS = 5_000;

pageTest("the card-fraud example is drawn and running within 5 seconds", async (page) => {
  // The harness has opened the page; a second visit is timed from its navigation on.
  await page.evaluate(() => localStorage.clear());
  const began = Date.now();
  await page.goto("about:blank");
  await page.goto(URL_OF_PAGE);
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor({ timeout: START_MS });
  const first = await clock(page);
  await until("the clock to move on", async () => (await clock(page)) > first, START_MS);
  const took = Date.now() - began;
  assert.ok(took < START_MS, `running after ${took} ms`);

  for (const name of ["Shop", "Gateway", "Feature store", "Fraud model", "Payment decision"]) {
    const said = await node(page, name).getAttribute("aria-label");
    assert.match(said, /\d.* per (second|minute|hour)/, "its rate");
    assert.match(said, /, (healthy|idle|waiting|degraded)$/, "its state in a word");
  }
  assert.match(await node(page, "Fraud model").getAttribute("aria-label"), /p99 [\d.]+ ms.* busy/);
  assert.equal(await link(page, "Shop", "Gateway").count(), 1);

  const now = await figures(page);
  assert.match(now.verdict, /per 1,000 decisions against/);
  assert.match(now["p99 to answer"], /^[\d.]+ ms$/);
  assert.match(now["Decided in time"], /%$/);
  assert.match(now["Sent to review"], /%$/);
  for (const side of ["This system", "Rules", "Do nothing"]) {
    assert.match(now[side], /^\$[\d.]+ ± [\d.]+/, side);
  }
});

pageTest("a part is added, connected by dragging, and taken back step by step", async (page) => {
  await settled(page);
  const before = await nodes(page).count();
  await page.getByRole("button", { name: "Add Service" }).click();
  const service = node(page, "Service");
  await service.waitFor();
  assert.equal(await nodes(page).count(), before + 1);
  await inspector(page).getByRole("heading", { name: "Service", level: 2 }).waitFor();

  // A drag is one step, however many moves it has.
  const added = await undoable(page);
  const from = await middle(service);
  await drag(page, from, { x: from.x + 60, y: from.y + 90 });
  const moved = await middle(service);
  assert.ok(Math.abs(moved.y - from.y - 90) < 12, "it follows the pointer");
  assert.notEqual(await undoable(page), added);

  // Dragging from the port to a node makes a link, and says where it would go on the way.
  const target = node(page, "Payment decision");
  await service.hover();
  await drag(page, await middle(port(page, "Service")), await middle(target), { hold: true });
  await page.getByRole("status").filter({ hasText: "Connect to Payment decision" }).waitFor();
  await page.mouse.up();
  await link(page, "Service", "Payment decision").waitFor();

  await undo(page);
  assert.equal(await link(page, "Service", "Payment decision").count(), 0, "the link is gone");
  await undo(page);
  assert.deepEqual(await middle(service), from, "back where it was, in one step");
  await undo(page);
  assert.equal(await service.count(), 0, "the node is gone");
  assert.ok(await page.getByRole("button", { name: "Undo", exact: true }).isDisabled());
  for (let step = 0; step < 3; step += 1) {
    await redo(page);
  }
  await link(page, "Service", "Payment decision").waitFor();
  assert.deepEqual(await middle(service), moved);
});

pageTest("a link is made by pressing a port and then a target", async (page) => {
  await settled(page);
  await page.getByRole("button", { name: "Add Service" }).click();
  await node(page, "Service").hover();
  await port(page, "Service").click();
  await node(page, "Payment decision").click();
  await link(page, "Service", "Payment decision").waitFor();
});

pageTest("a link that is not allowed says why, before and after", async (page) => {
  await settled(page);
  const links = canvas(page).getByRole("group", { name: / from .* to / });
  const before = await links.count();
  const reason = /feature feed fills a feature store, not a Gateway/;
  await node(page, "Payment velocity").hover();
  const from = await middle(port(page, "Payment velocity"));
  await drag(page, from, await middle(node(page, "Gateway")), { hold: true });
  await page.getByRole("status").filter({ hasText: reason }).waitFor();
  await page.mouse.up();
  await messages(page).getByText(reason).waitFor();
  assert.equal(await links.count(), before, "nothing was linked");
  assert.equal(await undoable(page), "", "nothing to take back");
});

pageTest("a parameter is edited; what is not allowed is told and changes nothing", async (page) => {
  await settled(page);
  await node(page, "Gateway").click();
  const field = inspector(page).getByRole("textbox", { name: "Servers" });
  const valid = String(number(await field.inputValue()) + 1);
  await type(field, valid);
  assert.match(await undoable(page), /servers/i);

  await field.fill("-3");
  const error = inspector(page).getByRole("alert");
  await error.filter({ hasText: /Allowed: / }).waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true");
  await field.press("Escape");
  await until("the error to go", async () => (await error.count()) === 0);
  assert.equal(await field.inputValue(), valid, "the last valid value");

  await field.fill("many");
  await error.filter({ hasText: "is not a number" }).waitFor();
  // The node is left with the error standing: the document never had the bad value.
  await node(page, "Shop").click();
  await node(page, "Gateway").click();
  assert.equal(await field.inputValue(), valid);
  await undo(page);
  assert.notEqual(await field.inputValue(), valid);
});

pageTest("an outage changes the answer time and the cost, and undo takes it back", async (page) => {
  const before = await figures(page);
  await pause(page);
  const editor = await addIncident(page, "Outage");
  const target = editor.getByRole("combobox", { name: "Of" });
  assert.equal(await target.evaluate((it) => it.selectedOptions[0].label), "Feature store");
  await type(editor.getByRole("textbox", { name: "End" }), "13:00");
  await type(editor.getByRole("textbox", { name: "Start" }), "9:00");
  await editor.getByRole("combobox", { name: "Calls" }).selectOption({ label: "hang" });
  await page.getByRole("button", { name: "Outage of Feature store from 09:00 to 13:00" }).waitFor();
  const during = await figures(page);
  assert.notEqual(during["p99 to answer"], before["p99 to answer"]);
  const cost = [before, during].map((figures) => number(figures["This system"]));
  assert.ok(cost[1] > cost[0], `cost from ${cost[0]} to ${cost[1]}`);
  const nothing = [before, during].map((figures) => number(figures["Do nothing"]));
  assert.equal(nothing[1], nothing[0], "doing nothing needs no store");

  // Everything shows the moment of the one cursor.
  await timeline(page).focus();
  await page.keyboard.press("Home");
  for (let hour = 0; hour < 11; hour += 1) {
    await page.keyboard.press("PageUp");
  }
  assert.equal(await clock(page), 11 * 60);
  assert.match(await node(page, "Feature store").getAttribute("aria-label"), /, down$/);
  assert.match(await node(page, "Fraud rules").getAttribute("aria-label"), /, healthy$/);

  while ((await undoable(page)) !== "") {
    await undo(page);
  }
  assert.deepEqual({ ...(await figures(page)) }, before, "the same numbers as at first");
});

pageTest("a slow part shows in the answers that are late", async (page) => {
  const before = await figures(page);
  const editor = await addIncident(page, "Slow-down");
  const target = editor.getByRole("combobox", { name: "Of" });
  await target.selectOption({ label: "Fraud model" });
  await type(editor.getByRole("textbox", { name: "Factor" }), "60");
  const slow = await figures(page);
  assert.notEqual(slow["p99 to answer"], before["p99 to answer"]);
  assert.ok(number(slow["This system"]) > number(before["This system"]));
  assert.match(await verdict(page).textContent(), /late or lost/);
});

pageTest("a reload brings the work back", async (page) => {
  await settled(page);
  await page.getByRole("button", { name: "Add Service" }).click();
  await type(inspector(page).getByRole("textbox", { name: "Name" }), "Device check");
  const design = await tab(page, "Design");
  await type(design.getByRole("textbox", { name: "Title" }), "My own system");
  await page.reload();
  await open(page);
  await node(page, "Device check").waitFor();
  assert.match(await page.title(), /^My own system/);
  await settled(page);
});
