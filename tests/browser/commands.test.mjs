// Everything by its name: the palette, finding a part, “Connect to…”, menus, history, keys.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import {
  canvas, chooseByName, dialogBy, hasFocus, inspector, link, node, nodes, settled, tab, tabTo,
  title, type, undoable, until,
} from "./steps.mjs";

const option = (dialog) => dialog.getByRole("option", { selected: true });

pageTest("the palette finds actions, parts, kinds and examples, and gives the focus back", async (page) => {
  await settled(page);
  const gateway = node(page, "Gateway");
  await gateway.focus();
  const palette = await dialogBy(page, "Control+k", "Search everything");
  const field = palette.getByRole("combobox", { name: "Search everything" });
  await until("the field to have the focus", () => hasFocus(field));
  await palette.getByRole("option", { name: /^Save to a file Ctrl\+S/ }).waitFor();
  const first = await option(palette).textContent();
  await page.keyboard.press("ArrowDown");
  await until("the next to be chosen", async () => (await option(palette).textContent()) !== first);
  assert.equal(await field.getAttribute("aria-activedescendant"),
    await option(palette).getAttribute("id"));
  await page.keyboard.press("ArrowUp");
  assert.equal(await option(palette).textContent(), first);
  await page.keyboard.type("zebra");
  await palette.getByText("Nothing is called that.").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await until("the palette to close", async () => (await palette.count()) === 0);
  await until("the focus to be back", () => hasFocus(gateway));

  await page.keyboard.press("Control+Shift+p");
  await chooseByName(page, "Search everything", "charts", "Show or hide the charts");
  await page.getByRole("region", { name: "Charts" }).waitFor();

  const before = await nodes(page).count();
  await page.keyboard.press("Control+k");
  await chooseByName(page, "Search everything", "add cache", "Add Cache");
  await until("the new node to have the focus", async () =>
    (await nodes(page).count()) === before + 1 && (await hasFocus(node(page, "Cache"))));

  // From within a field too, where other keys are the field's.
  await title(page).focus();
  await page.keyboard.press("Control+k");
  await chooseByName(page, "Search everything", "open rules only", "Open Card fraud with rules only");
  await until("the example", async () =>
    (await title(page).inputValue()) === "Card fraud with rules only");
});

pageTest("a part is found by its name, and is then selected, seen and focused", async (page) => {
  await settled(page);
  await canvas(page).focus();
  // Far away from everything.
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press("+");
  }
  await page.keyboard.press("Control+f");
  await chooseByName(page, "Find a part", "analysts", "Fraud analysts");
  const found = node(page, "Fraud analysts");
  await until("it to have the focus", () => hasFocus(found));
  const [box, paper] = [await found.boundingBox(), await canvas(page).boundingBox()];
  assert.ok(box.x >= paper.x && box.x < paper.x + paper.width, "it is in view");
  await inspector(page).getByRole("heading", { name: "Fraud analysts", level: 2 }).waitFor();
});

pageTest("“Connect to…” offers what is allowed and says why the rest is not", async (page) => {
  await settled(page);
  await node(page, "Fraud rules").focus();
  await page.keyboard.press("Enter");
  const dialog = await dialogBy(page, "Shift+L", "Connect to");
  const shop = dialog.getByRole("option", { name: /^Shop/ });
  assert.equal(await shop.getAttribute("aria-disabled"), "true");
  assert.match(await shop.textContent(), /nothing leads into it/);
  await page.keyboard.type("shop");
  await page.keyboard.press("Enter");
  assert.ok(await dialog.isVisible(), "what is refused cannot be chosen");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("analysts");
  await page.keyboard.press("Enter");
  await link(page, "Fraud rules", "Fraud analysts").waitFor();
  assert.equal(await undoable(page), "Connect");
});

pageTest("Ctrl and an arrow add a connected part, Alt and an arrow walk", async (page) => {
  await settled(page);
  const gateway = node(page, "Gateway");
  await gateway.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+ArrowRight");
  await chooseByName(page, "Add a part after this", "service", "Service");
  const service = node(page, "Service");
  await until("the new part to have the focus", async () =>
    (await service.count()) === 1 && (await hasFocus(service)));
  await link(page, "Gateway", "Service").waitFor();
  assert.equal(await undoable(page), "Add a connected node");
  await page.keyboard.press("Alt+ArrowLeft");
  await until("the focus to go back", () => hasFocus(gateway));
  await page.keyboard.press("Alt+ArrowLeft");
  await until("the focus on the source", () => hasFocus(node(page, "Shop")));
  await page.keyboard.press("Alt+ArrowLeft");
  await page.getByRole("status").filter({ hasText: "No link enters Shop" }).waitFor();
  assert.ok(await hasFocus(node(page, "Shop")));
});

pageTest("moves are read out, the latest only", async (page) => {
  await settled(page);
  const rules = node(page, "Fraud rules");
  await rules.focus();
  await page.keyboard.press("Enter");
  const said = page.getByRole("status").filter({ hasText: /^Fraud rules moved to/ });
  for (let presses = 0; presses < 6; presses += 1) {
    await page.keyboard.press("ArrowRight");
  }
  await until("the last place", async () => (await said.count()) === 1 &&
    (await said.textContent()).startsWith(`Fraud rules moved to ${896 + 48}, 440`));
});

pageTest("the menu of a part opens by keys, is walked by letters, and gives the focus back", async (page) => {
  await settled(page);
  const rules = node(page, "Fraud rules");
  await rules.focus();
  await page.keyboard.press("Shift+F10");
  const menu = page.getByRole("menu", { name: "The part" });
  await menu.waitFor();
  const items = menu.getByRole("menuitem");
  await until("the first item to have the focus", () => hasFocus(items.first()));
  await page.keyboard.press("End");
  assert.ok(await hasFocus(items.last()));
  await page.keyboard.press("Escape");
  await until("the menu to close", async () => (await menu.count()) === 0);
  await until("the focus to be back", () => hasFocus(rules));

  const before = await nodes(page).count();
  await page.keyboard.press("ContextMenu");
  await menu.waitFor();
  await until("the menu to have the focus", () => hasFocus(items.first()));
  await page.keyboard.type("del");
  await until("letters to find it", () =>
    hasFocus(menu.getByRole("menuitem", { name: "Delete selection" })));
  await page.keyboard.press("Enter");
  await until("the node to go", async () => (await nodes(page).count()) === before - 1);
  await until("a neighbour to have the focus", () => page.evaluate(() =>
    document.activeElement?.matches("[data-node]")));
});

pageTest("the right button opens the menu of what is under it", async (page) => {
  await settled(page);
  await node(page, "Gateway").click({ button: "right" });
  await page.getByRole("menu", { name: "The part" }).waitFor();
  await page.getByRole("menuitem", { name: "Edit the parameters" }).click();
  const name = inspector(page).getByRole("textbox", { name: "Name" });
  await until("the parameters to have the focus", () => hasFocus(name));

  const paper = await canvas(page).boundingBox();
  await page.mouse.click(paper.x + 20, paper.y + paper.height - 70, { button: "right" });
  await page.getByRole("menu", { name: "The canvas" }).waitFor();
  await page.mouse.click(paper.x + paper.width / 2, paper.y + 8);
  await until("the menu to close", async () => (await page.getByRole("menu").count()) === 0);
});

pageTest("the history goes back and forth by steps", async (page) => {
  await settled(page);
  await type(title(page), "One");
  await page.getByRole("button", { name: "Add Service" }).click();
  await node(page, "Service").waitFor();
  await page.getByRole("button", { name: "Add Cache" }).click();
  await node(page, "Cache").waitFor();

  const panel = await tab(page, "History");
  const steps = panel.getByRole("list", { name: "Steps" }).getByRole("listitem");
  await until("all steps", async () => (await steps.count()) === 4);
  const texts = async () => (await steps.allTextContents()).map((text) => text.trim());
  assert.match((await texts())[0], /^Add node.*now$/);
  await panel.getByRole("button", { name: "Rename the design" }).click();
  await until("both parts to go", async () =>
    (await node(page, "Service").count()) + (await node(page, "Cache").count()) === 0);
  assert.equal(await title(page).inputValue(), "One");
  assert.match((await texts())[0], /taken back$/);
  assert.equal(await undoable(page), "Rename the design");
  await panel.getByRole("button", { name: "As it was opened" }).click();
  await until("the first title", async () => (await title(page).inputValue()) !== "One");
  await steps.first().getByRole("button").click();
  await node(page, "Cache").waitFor();
  await node(page, "Service").waitFor();

  // Looking elsewhere is no step.
  const before = await steps.count();
  await canvas(page).focus();
  await page.keyboard.press("+");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Escape");
  await page.keyboard.press("c");
  await tab(page, "History");
  assert.equal(await steps.count(), before);
});

pageTest("all keys are listed, and F6 goes around the screen", async (page) => {
  await settled(page);
  await canvas(page).focus();
  const sheet = await dialogBy(page, "?", "Keys and gestures");
  await sheet.getByText("Connect to…").waitFor();
  await page.keyboard.press("Escape");
  await until("the sheet to close", async () => (await sheet.count()) === 0);
  await dialogBy(page, "Control+/", "Keys and gestures");
  await page.getByRole("button", { name: "Close the keys" }).click();
  await until("the sheet to close", async () => (await sheet.count()) === 0);

  const places = new Set();
  for (let presses = 0; presses < 6; presses += 1) {
    await page.keyboard.press("F6");
    places.add(await page.evaluate(() =>
      document.activeElement.closest("header, nav, #canvas, aside, footer")?.tagName));
  }
  assert.ok(places.size >= 4, `${[...places]}`);
  assert.ok(!places.has(undefined));
});

pageTest("the focus is not lost when what had it goes", async (page) => {
  await settled(page);
  await node(page, "Gateway").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("e");
  const name = inspector(page).getByRole("textbox", { name: "Name" });
  await until("the name to have the focus", () => hasFocus(name));
  await tabTo(page, inspector(page).getByRole("button", { name: "Delete this part" }));
  await page.keyboard.press("Enter");
  await until("the node to go", async () => (await node(page, "Gateway").count()) === 0);
  await until("something to have the focus", () =>
    page.evaluate(() => document.activeElement !== document.body));

  await page.keyboard.press("c");
  await page.getByRole("region", { name: "Charts" }).waitFor();
  await tabTo(page, page.getByRole("button", { name: "Close charts" }));
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Charts" }).waitFor({ state: "hidden" });
  await until("something to have the focus", () =>
    page.evaluate(() => document.activeElement !== document.body));
});
