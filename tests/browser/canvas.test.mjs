// The canvas under the hand: notes, frames, copies, links that are moved and bent, the map, locks.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import {
  canvas, drag, hasFocus, link, messages, middle, node, nodes, openExample, pause, port, settled, undo,
  undoable, until,
} from "./steps.mjs";

const touch = {
  context: { viewport: { width: 820, height: 1180 }, hasTouch: true, isMobile: true },
};
const sketch = (page, name) => canvas(page).getByRole("group", { name, exact: true });
const handle = (page, name) => canvas(page).getByRole("button", { name, exact: true });
const tool = (page, name) =>
  page.getByRole("group", { name: "Drawing" }).getByRole("button", { name, exact: true });

/** Empty paper: the design made small, a place right of the middle of the canvas's lower edge. */
async function paper(page) {
  await settled(page);
  await pause(page);
  await canvas(page).focus();
  for (let step = 0; step < 3; step += 1) {
    await page.keyboard.press("-");
  }
  const box = await canvas(page).boundingBox();
  return { x: box.x + box.width * 0.55, y: box.y + box.height - 90 };
}

/** Whatever a text field holds on the canvas is typed into it. */
async function write(page, name, text) {
  const field = canvas(page).getByRole("textbox", { name, exact: true });
  await field.waitFor();
  await until("the field to have the focus", () => hasFocus(field));
  await field.fill(text);
  return field;
}

const near = (a, b, slack = 10) => Math.abs(a - b) <= slack;

pageTest("a note is drawn, written in place, and its text is only text", async (page) => {
  const at = await paper(page);
  await page.keyboard.press("n");
  await page.mouse.click(at.x, at.y);
  await write(page, "Text of the note", "Mind the <b>cold</b> start");
  await page.mouse.click(at.x - 200, at.y);
  const note = sketch(page, "note: Mind the <b>cold</b> start");
  await note.waitFor();
  assert.equal((await note.textContent()).trim(), "Mind the <b>cold</b> start");
  assert.equal(await undoable(page), "Edit text");

  // Two clicks write again; Escape leaves what was there.
  const there = await middle(note);
  await page.mouse.dblclick(there.x, there.y);
  const field = await write(page, "Text of the note", "Forget it");
  await field.press("Escape");
  await note.waitFor();
  await until("the focus to come back", () => hasFocus(note));

  // And so does Enter, for a keyboard alone; arrows move it.
  await page.keyboard.press("ArrowRight");
  await until("the note to move", async () => (await middle(note)).x > there.x);
  await page.keyboard.press("Enter");
  await (await write(page, "Text of the note", "Warm it up")).press("Control+Enter");
  await sketch(page, "note: Warm it up").waitFor();
  for (let step = 0; step < 4; step += 1) {
    await undo(page);
  }
  assert.equal(await canvas(page).getByRole("group", { name: /^note/ }).count(), 0);
});

pageTest("a frame takes along what stands in it, as one step", async (page) => {
  await paper(page);
  const gateway = await node(page, "Gateway").boundingBox();
  await page.keyboard.press("f");
  await drag(
    page,
    { x: gateway.x - 12, y: gateway.y - 14 },
    { x: gateway.x + gateway.width + 12, y: gateway.y + gateway.height + 14 },
  );
  await (await write(page, "Title of the frame", "Front")).press("Enter");
  const frame = sketch(page, "frame around 1: Front");
  await frame.waitFor();

  const before = await middle(node(page, "Gateway"));
  const edge = await frame.boundingBox();
  // By its lower border: inside, a drag would draw a marquee.
  await drag(
    page,
    { x: edge.x + edge.width / 2, y: edge.y + edge.height },
    { x: edge.x + edge.width / 2 + 40, y: edge.y + edge.height + 60 },
  );
  const after = await middle(node(page, "Gateway"));
  assert.ok(near(after.x - before.x, 40) && near(after.y - before.y, 60), "it went along");
  await undo(page);
  await until("both to be back", async () => near((await middle(node(page, "Gateway"))).x, before.x, 1));
  assert.ok(near((await frame.boundingBox()).x, edge.x, 1));

  // The corners are handles, for the keyboard too.
  await frame.focus();
  const corner = handle(page, "Resize: lower right corner");
  await corner.focus();
  await page.keyboard.press("ArrowDown");
  await until("the frame to grow", async () => (await frame.boundingBox()).height > edge.height);
  assert.equal(await undoable(page), "Resize");
});

pageTest("Alt drags a copy, and one undo takes it back", async (page) => {
  await paper(page);
  const before = await nodes(page).count();
  const from = await middle(node(page, "Gateway"));
  await page.keyboard.down("Alt");
  await drag(page, from, { x: from.x + 20, y: from.y + 150 }, { hold: true });
  await page.mouse.up();
  await page.keyboard.up("Alt");
  assert.equal(await nodes(page).count(), before + 1);
  assert.equal(await undoable(page), "Copy");
  await undo(page);
  assert.equal(await nodes(page).count(), before);
});

pageTest("the end of a link is moved to another part, and says where it may go", async (page) => {
  await paper(page);
  const start = link(page, "Shop", "Gateway");
  await start.focus();
  await page.keyboard.press("Enter");
  const end = await middle(handle(page, "Reconnect the end"));
  const target = node(page, "Fraud rules");
  await drag(page, end, await middle(target), { hold: true });
  await page.getByRole("status").filter({ hasText: "Connect to Fraud rules" }).waitFor();
  await page.mouse.up();
  await link(page, "Shop", "Fraud rules").waitFor();
  assert.equal(await undoable(page), "Reconnect");
  await undo(page);
  await start.waitFor();

  // A place where it may not go says why, and Escape gives the gesture up.
  await drag(page, end, await middle(node(page, "Shop")), { hold: true });
  await page.getByRole("status").filter({ hasText: "Requests start at traffic" }).waitFor();
  await page.keyboard.press("Escape");
  await page.mouse.up();
  assert.equal(await start.count(), 1);

  // Without a pointer: Enter on the handle, Enter on the node.
  await start.focus();
  await page.keyboard.press("Enter");
  await handle(page, "Reconnect the end").focus();
  await page.keyboard.press("Enter");
  await messages(page).getByText(/Choose the node/).waitFor();
  await target.focus();
  await page.keyboard.press("Enter");
  await link(page, "Shop", "Fraud rules").waitFor();
});

pageTest("a link dropped on empty paper offers the parts that may stand there", async (page) => {
  const at = await paper(page);
  const before = await nodes(page).count();
  await node(page, "Shop").hover();
  await drag(page, await middle(port(page, "Shop")), at);
  const offer = page.getByRole("dialog", { name: "Add a part here" });
  const field = offer.getByRole("combobox");
  await until("the field to have the focus", () => hasFocus(field));
  assert.equal(await offer.getByRole("option", { name: "Traffic" }).count(), 0, "not what may not");
  await page.keyboard.type("serv");
  await page.keyboard.press("Enter");
  await link(page, "Shop", "Service").waitFor();
  assert.equal(await nodes(page).count(), before + 1);
  assert.ok(near((await middle(node(page, "Service"))).y, at.y, 30), "where it was dropped");
  await undo(page);
  assert.equal(await nodes(page).count(), before, "one step");

  await node(page, "Shop").hover();
  await drag(page, await middle(port(page, "Shop")), at);
  await offer.waitFor();
  await page.keyboard.press("Escape");
  await until("the offer to go", async () => (await offer.count()) === 0);
  assert.equal(await nodes(page).count(), before);
});

pageTest("a link is bent by pulling it, and a bend goes again", async (page) => {
  await paper(page);
  // From far away the handles of so short a link would lie over each other.
  await node(page, "Gateway").click();
  await canvas(page).focus();
  await page.keyboard.press("Shift+2");
  await link(page, "Shop", "Gateway").focus();
  await page.keyboard.press("Enter");
  const from = await middle(handle(page, "Add bend 1"));
  await drag(page, from, { x: from.x, y: from.y + 80 });
  const bend = handle(page, "Bend 1 of 1 of the link Shop to Gateway");
  await until("the bend to be there", async () => (await bend.count()) === 1);
  assert.ok(near((await middle(bend)).y, from.y + 80));
  assert.equal(await undoable(page), "Bend link");
  const at = await middle(bend);
  await page.mouse.dblclick(at.x, at.y);
  await until("the bend to go", async () => (await bend.count()) === 0);

  await handle(page, "Add bend 1").focus();
  await page.keyboard.press("Enter");
  await bend.focus();
  await page.keyboard.press("Delete");
  await until("the bend to go", async () => (await bend.count()) === 0);
  assert.equal(await link(page, "Shop", "Gateway").count(), 1, "the bend alone");
});

pageTest("a link is bent, and its bends are moved, by keys alone", async (page) => {
  await paper(page);
  const line = link(page, "Shop", "Gateway");
  const bend = (number, count) =>
    handle(page, `Bend ${number} of ${count} of the link Shop to Gateway`);
  const said = (words) => page.getByRole("status").filter({ hasText: words }).first().waitFor();
  await line.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("b");
  await until("the new bend to have the focus", async () =>
    (await bend(1, 1).count()) === 1 && (await hasFocus(bend(1, 1))));
  await said(/^Bend 1 of 1 at /);

  // A key that is held down moves on, and is one step.
  const before = await middle(bend(1, 1));
  await page.keyboard.down("ArrowDown");
  await page.keyboard.down("ArrowDown");
  await page.keyboard.down("ArrowDown");
  await page.keyboard.up("ArrowDown");
  await until("the bend to move", async () => (await middle(bend(1, 1))).y > before.y + 1);
  assert.ok(await hasFocus(bend(1, 1)));
  await page.keyboard.press("Control+z");
  await until("all of it to be taken back", async () =>
    near((await middle(bend(1, 1))).y, before.y, 0.5));

  // Another one, and the way to them from the link.
  await line.focus();
  await page.keyboard.press("b");
  await until("two bends", async () => (await bend(2, 2).count()) === 1);
  await line.focus();
  await page.keyboard.press("Shift+B");
  await until("the first to have the focus", () => hasFocus(bend(1, 2)));
  await page.keyboard.press("Delete");
  await said("Bend 1 taken out, 1 left");
  await until("the other to have the focus", () => hasFocus(bend(1, 1)));
  await page.keyboard.press("Delete");
  await until("the focus on the link", () => hasFocus(line));
  assert.equal(await undoable(page), "Straighten link");
});

pageTest("a link has a label, written where it runs", async (page) => {
  await paper(page);
  await link(page, "Shop", "Gateway").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await (await write(page, "Label of the link", "checkout")).press("Enter");
  await canvas(page).getByText("checkout", { exact: true }).waitFor();
  await undo(page);
  assert.equal(await canvas(page).getByText("checkout", { exact: true }).count(), 0);
});

pageTest("no part is cut where the dock opens with a design",
  { context: { viewport: { width: 1440, height: 900 } } },
  async (page) => {
    await settled(page);
    await openExample(page, /silent/i);
    await page.getByRole("slider", { name: "Day of the life" }).waitFor();
    await settled(page);
    await until("all parts in view", async () => {
      const paper = await canvas(page).boundingBox();
      const names = ["Slow answers", "Fraud model", "Training"];
      const boxes = await Promise.all(names.map((name) => node(page, name).boundingBox()));
      return boxes.every((box) =>
        box && box.y >= paper.y && box.y + box.height <= paper.y + paper.height);
    });
  });

pageTest("the map shows where one is and takes one elsewhere", async (page) => {
  await settled(page);
  await page.getByRole("button", { name: "Zoom to fit" }).click();
  const map = page.getByRole("img", { name: /^Map of the design/ });
  await until("no map where all is in view", async () => (await map.count()) === 0);
  await canvas(page).focus();
  for (let step = 0; step < 4; step += 1) {
    await page.keyboard.press("+");
  }
  await map.waitFor();
  const before = await middle(node(page, "Gateway"));
  const box = await map.boundingBox();
  await drag(
    page,
    { x: box.x + box.width / 2, y: box.y + box.height / 2 },
    { x: box.x + box.width * 0.2, y: box.y + box.height / 2 },
  );
  assert.ok((await middle(node(page, "Gateway"))).x > before.x + 50, "the paper moved");
  await page.getByRole("button", { name: "Fold the map" }).click();
  assert.equal(await map.count(), 0);
  await page.getByRole("button", { name: "Unfold the map" }).click();
  await map.waitFor();
});

pageTest("what is locked stays until it is unlocked", async (page) => {
  await paper(page);
  const gateway = node(page, "Gateway");
  await gateway.click();
  await page.keyboard.press("Control+Shift+L");
  await until("it to say so", async () => (await gateway.getAttribute("aria-label")).endsWith(", locked"));
  const before = await middle(gateway);
  await drag(page, before, { x: before.x + 60, y: before.y + 60 });
  assert.deepEqual(await middle(gateway), before);
  await page.keyboard.press("Escape");
  await gateway.click();
  await page.keyboard.press("Delete");
  await messages(page).getByText(/locked/).waitFor();
  assert.equal(await gateway.count(), 1);
  await page.keyboard.press("Control+Shift+L");
  await drag(page, before, { x: before.x + 60, y: before.y + 60 });
  assert.ok((await middle(gateway)).x > before.x + 40);
});

pageTest("fingers select several, and one that rests asks for a menu", touch, async (page, { context }) => {
  await settled(page);
  await tool(page, "Select several").tap();
  await node(page, "Shop").tap();
  await node(page, "Gateway").tap();
  for (const name of ["Shop", "Gateway"]) {
    assert.equal(await node(page, name).getAttribute("aria-current"), "true", name);
  }
  await tool(page, "Select several").tap();
  await node(page, "Shop").tap();
  assert.equal(await node(page, "Gateway").getAttribute("aria-current"), null);

  const cdp = await context.newCDPSession(page);
  const { x, y } = await middle(node(page, "Gateway"));
  await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  await page.getByRole("menu", { name: "The part" }).waitFor();
  await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await page.getByRole("menuitem", { name: "Lock or unlock" }).tap();
  assert.match(await node(page, "Gateway").getAttribute("aria-label"), /, locked$/);
});
