// Everything by keys alone, and no key acts while somebody types.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import {
  canvas, dialogBy, hasFocus, inspector, link, node, nodes, settled, tabTo, title, undo, undoable,
  until,
} from "./steps.mjs";

/** The top of the page, as a person finds it who has pressed nothing yet. */
const blur = (page) => page.evaluate(() => document.activeElement?.blur());

pageTest("a part is added, connected, deleted, undone and redone by keys", async (page) => {
  await settled(page);
  const before = await nodes(page).count();
  await tabTo(page, page.getByRole("searchbox", { name: "Search the parts" }));
  await page.keyboard.type("service");
  await page.keyboard.press("Enter");
  const service = node(page, "Service");
  await until("the new node to have the focus", async () =>
    (await service.count()) === 1 && (await hasFocus(service)));

  // Its parameters and its links are in the inspector; “Connect to” needs no pointer.
  const choice = inspector(page).getByRole("combobox", { name: "Connect to" });
  await tabTo(page, choice);
  assert.ok(!(await choice.textContent()).includes("Shop"), "only what can be linked is offered");
  await page.keyboard.type("Payment dec", { delay: 10 });
  await link(page, "Service", "Payment decision").waitFor();

  await page.keyboard.press("Control+z");
  await until("the link to go", async () =>
    (await link(page, "Service", "Payment decision").count()) === 0);
  await page.keyboard.press("Control+Shift+z");
  await link(page, "Service", "Payment decision").waitFor();

  // Deleting a node takes its links along, in one step.
  await tabTo(page, service);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Delete");
  await until("the node to go", async () => (await service.count()) === 0);
  assert.equal(await nodes(page).count(), before);
  await page.keyboard.press("Control+z");
  await link(page, "Service", "Payment decision").waitFor();
});

pageTest("a node is chosen by Tab, connected by L, and moved by arrows", async (page) => {
  await settled(page);
  const rules = node(page, "Fraud rules");
  await tabTo(page, rules);
  await page.keyboard.press("Enter");
  await inspector(page).getByRole("heading", { name: "Fraud rules", level: 2 }).waitFor();

  const box = await rules.boundingBox();
  await page.keyboard.press("Shift+ArrowDown");
  await until("the node to move", async () => (await rules.boundingBox()).y > box.y + 5);
  await page.keyboard.press("Control+z");
  await until("the node to move back", async () => (await rules.boundingBox()).y === box.y);

  await page.keyboard.press("l");
  await tabTo(page, node(page, "Fraud analysts"));
  await page.keyboard.press("Enter");
  await link(page, "Fraud rules", "Fraud analysts").waitFor();
});

pageTest("keys play, zoom, and open and close panels; the theme changes", async (page) => {
  await settled(page);
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();

  const percent = page.getByRole("button", { name: /^Zoom to 100 %, now/ });
  await page.keyboard.press("Shift+1");
  const fitted = await percent.textContent();
  await page.keyboard.press("+");
  await until("a closer look", async () => (await percent.textContent()) !== fitted);
  await page.keyboard.press("Shift+1");
  await until("everything in view", async () => (await percent.textContent()) === fitted);

  await page.keyboard.press("c");
  await page.getByRole("region", { name: "Charts" }).waitFor();
  await page.keyboard.press("c");
  await page.getByRole("region", { name: "Charts" }).waitFor({ state: "hidden" });

  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await tabTo(page, page.getByRole("button", { name: "Menu", exact: true }));
  await page.keyboard.press("Enter");
  const theme = page.getByRole("menuitem", { name: "Light or dark" });
  await theme.waitFor();
  await page.keyboard.type("light");
  await until("letters to find it", () => hasFocus(theme));
  await page.keyboard.press("Enter");
  await until("another paper", async () => (await paper()) !== light);
  await page.reload();
  await canvas(page).waitFor();
  assert.notEqual(await paper(), light, "the choice is kept");
});

pageTest("a menu is walked by arrows and closed by Escape", async (page) => {
  await settled(page);
  const button = page.getByRole("button", { name: "Examples", exact: true });
  await tabTo(page, button);
  await page.keyboard.press("Enter");
  const items = page.getByRole("menuitem", { disabled: false });
  await until("the first item to have the focus", () => hasFocus(items.first()));
  await page.keyboard.press("ArrowUp");
  assert.ok(await hasFocus(items.last()));
  await page.keyboard.press("Escape");
  await until("the menu to close", async () => (await items.count()) === 0);
  assert.ok(await hasFocus(button), "the focus is back where it was");
});

pageTest("no key acts while a person types", async (page) => {
  await settled(page);
  const before = await nodes(page).count();
  await node(page, "Gateway").click();
  const name = inspector(page).getByRole("textbox", { name: "Name" });
  await name.focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("c p i l ? + - 0 . ,");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Home");
  assert.match(await name.inputValue(), /^c p i l \? \+ - 0 \. /, "the letters went into the field");
  assert.equal(await nodes(page).count(), before, "nothing was deleted");
  await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
  assert.equal(await page.getByRole("region", { name: "Charts" }).count(), 0);
  assert.ok(await page.getByRole("searchbox", { name: "Search the parts" }).isVisible());
  await page.keyboard.press("Escape");
  await node(page, "Gateway").waitFor();
  assert.equal(await undoable(page), "", "Escape took the typing back");

  await title(page).focus();
  await page.keyboard.type(" cc");
  assert.equal(await page.getByRole("region", { name: "Charts" }).count(), 0);
  await blur(page);
});

pageTest("arrows move the part that has the focus, selected or not", async (page) => {
  await settled(page);
  await node(page, "Gateway").focus();
  await page.keyboard.press("Enter");
  const [gateway, rules] = [node(page, "Gateway"), node(page, "Fraud rules")];
  const before = [await gateway.boundingBox(), await rules.boundingBox()];
  await rules.focus();
  await page.keyboard.press("Shift+ArrowDown");
  await until("it to move", async () => (await rules.boundingBox()).y > before[1].y + 5);
  assert.equal((await gateway.boundingBox()).y, before[0].y, "what was selected before stays");
  assert.equal(await rules.getAttribute("aria-current"), "true");
  assert.equal(await undoable(page), "Move");
});

pageTest("Delete takes the part that has the focus, selected or not", async (page) => {
  await settled(page);
  const line = link(page, "Shop", "Gateway");
  const before = await nodes(page).count();
  await node(page, "Fraud rules").focus();
  await page.keyboard.press("Enter");
  await line.focus();
  await page.keyboard.press("Delete");
  await until("the link to go", async () => (await line.count()) === 0);
  assert.equal(await nodes(page).count(), before, "what was selected before stays");
  await undo(page);
  await line.waitFor();

  // What was copied still has the focus, but the copy is what was selected last.
  await node(page, "Gateway").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+d");
  await until("a copy", async () => (await nodes(page).count()) === before + 1);
  await page.keyboard.press("Delete");
  await until("the copy to go", async () => (await nodes(page).count()) === before);
  await line.waitFor();
});

pageTest("the key of the search stays the page's own within a dialog", async (page) => {
  await settled(page);
  const dialog = await dialogBy(page, "?", "Keys and gestures");
  await page.evaluate(() => {
    addEventListener("keydown", (event) => {
      if (event.key === "k") globalThis.kept = event.defaultPrevented;
    });
  });
  await page.keyboard.press("Control+k");
  assert.equal(await page.evaluate(() => globalThis.kept), true);
  assert.ok(await dialog.isVisible(), "and the dialog stays");
});
