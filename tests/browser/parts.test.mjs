// Finding parts, and the parameters of which a part or a link has many: groups, lists, recordings.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import {
  canvas, chooseFile, drag, figures, inspector, middle, node, number, pause, saved, settled, type,
  undo, undoable, until,
} from "./steps.mjs";

const parts = (page) => page.getByRole("navigation", { name: "Parts" });

/** Opens a closed group of parameters. */
const openGroup = (page, name) => inspector(page).getByText(name, { exact: true }).first().click();

const text = (name, body) => ({ name, mimeType: "text/csv", buffer: Buffer.from(body) });

pageTest("parts are found by their name, their group and what they do", async (page) => {
  await settled(page);
  const shown = async () => (await parts(page).getByRole("button", { name: /^Add / })
    .evaluateAll((all) => all.map((it) => it.ariaLabel.replace("Add ", ""))));
  const all = await shown();
  assert.ok(all.length >= 23, all.join(", "));
  const search = parts(page).getByRole("searchbox", { name: "Search the parts" });
  await search.fill("cach");
  assert.equal((await shown())[0], "Cache");
  await search.fill("safety");
  assert.ok((await shown()).includes("Monitor"), "by the group's name");
  await search.fill("notes");
  assert.deepEqual(await shown(), ["Note", "Frame", "Arrow"], "what is drawn for people");
  await search.fill("zebra");
  await parts(page).getByText("No part is called that.").waitFor();
  await search.press("Escape");
  assert.deepEqual(await shown(), all);

  await search.fill("language");
  await search.press("Enter");
  await inspector(page).getByRole("heading", { name: "Language model", level: 2 }).waitFor();
  assert.match(await saved(page), /"kind": "llm"/);
});

pageTest("notes, frames and arrows are among the parts, by a press and by a drag", async (page) => {
  await settled(page);
  await pause(page);
  const group = parts(page).getByRole("group", { name: "Notes", exact: true });
  const drawn = (name) => canvas(page).getByRole("group", { name });
  await group.getByRole("button", { name: "Add Arrow" }).click();
  // A level arrow has no height, which counts as hidden.
  await drawn(/^arrow/).waitFor({ state: "attached" });
  assert.equal(await undoable(page), "Add arrow");

  const button = group.getByRole("button", { name: "Add Note" });
  await button.scrollIntoViewIfNeeded();
  const box = await canvas(page).boundingBox();
  const to = { x: box.x + box.width * 0.6, y: box.y + box.height - 100 };
  await drag(page, await middle(button), to);
  const field = canvas(page).getByRole("textbox", { name: "Text of the note" });
  await field.waitFor();
  await field.fill("Here");
  await field.press("Control+Enter");
  const at = await middle(drawn("note: Here"));
  assert.ok(Math.hypot(at.x - to.x, at.y - to.y) < 12, "where it was dropped");
});

pageTest("groups of parameters are closed until they are of use", async (page) => {
  await settled(page);
  await node(page, "Gateway").click();
  const batch = inspector(page).getByRole("textbox", { name: "Largest batch" });
  assert.equal(await batch.count(), 0);
  await openGroup(page, "Batching");
  await type(batch, "8");
  assert.match(await undoable(page), /largest batch/i);
  await inspector(page).getByText("1 changed").waitFor();
  await node(page, "Shop").click();
  await node(page, "Gateway").click();
  assert.equal(await batch.inputValue(), "8", "what was changed is open the next time");
});

pageTest("a list is typed as people write lists, and a wrong number is named", async (page) => {
  await settled(page);
  await node(page, "Shop").click();
  await openGroup(page, "Requests");
  const list = inspector(page).getByRole("textbox", { name: "Classes", exact: true });
  await list.fill("3, one");
  const error = inspector(page).getByRole("alert");
  await error.filter({ hasText: "“one”, number 2 of the list, is no number." }).waitFor();
  assert.equal(await undoable(page), "", "nothing has changed");
  await list.fill("3; 1");
  await error.waitFor({ state: "hidden" });
  await list.blur();
  assert.match(await undoable(page), /classes/i);
  assert.deepEqual(JSON.parse(await saved(page)).nodes.shop.params.class_shares, [3, 1]);
  await undo(page);
  assert.equal(await list.inputValue(), "");
  await settled(page);
});

pageTest("recorded traffic is imported, and a bad line is named", async (page) => {
  await settled(page);
  await node(page, "Shop").click();
  const button = inspector(page).getByRole("button", { name: "Import a recording…" });
  await chooseFile(page, button, text("bad.csv", "time,count\n0,10\n60,many\n"));
  const error = inspector(page).getByRole("alert");
  await error.filter({ hasText: "“bad.csv”, line 3: “many” is no number of requests." }).waitFor();
  assert.equal(await undoable(page), "", "nothing has changed");

  const rows = Array.from({ length: 1440 }, (_, minute) => `${minute * 60},${minute % 7}`);
  await chooseFile(page, button, text("day.csv", `time,count\n${rows.join("\n")}\n`));
  await inspector(page).getByText("4,315 requests over 24.0 h").waitFor();
  await error.waitFor({ state: "hidden" });
  const arrivals = inspector(page).getByRole("combobox", { name: "Arrivals", exact: true });
  assert.equal(await arrivals.inputValue(), "trace");
  assert.equal(number((await figures(page)).digest), 4315, "each of them comes");
  await undo(page);
  assert.notEqual(await arrivals.inputValue(), "trace", "one step");
});

pageTest("a link gets a circuit breaker, and the run says what it did", async (page) => {
  await settled(page);
  await node(page, "Gateway").click();
  await inspector(page).getByRole("button", { name: /^to Feature store/ }).click();
  await openGroup(page, "Circuit breaker");
  const rule = inspector(page).getByRole("combobox", { name: "Circuit breaker" });
  const inRow = inspector(page).getByRole("textbox", { name: "Opens after" });
  assert.equal(await inRow.count(), 0, "of no use without one");
  await rule.selectOption("consecutive");
  await type(inRow, "3");
  await settled(page);
  const opened = inspector(page).getByRole("term").filter({ hasText: "Breaker opened" });
  await opened.waitFor();
  await until("how often", async () =>
    /^\d/.test(await opened.locator("..").getByRole("definition").textContent()));
});
