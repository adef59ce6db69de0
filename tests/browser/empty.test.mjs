// An empty canvas says what to do first, and does it.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { hasFocus, node, nodes, tabTo, undo, until } from "./steps.mjs";

const path = "#template=blank";
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const sheet = (page) => page.getByRole("region", { name: "Begin with an empty sheet" });
const button = (page, name) => sheet(page).getByRole("button", { name, exact: true });

pageTest("an empty sheet is begun by keys", { path }, async (page) => {
  await sheet(page).getByRole("heading", { level: 2 }).waitFor();
  assert.equal(await sheet(page).getByRole("listitem").count(), 3, "three steps");

  for (const [name, dialog] of [["Add a part…", "Add a part"], ["Open an example…", "Open an example"]]) {
    await tabTo(page, button(page, name));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: dialog, exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await until("the focus to come back", () => hasFocus(button(page, name)));
  }

  await tabTo(page, button(page, "Add traffic"));
  await page.keyboard.press("Enter");
  await until("the new node to have the focus", async () =>
    (await nodes(page).count()) === 1 && (await hasFocus(node(page, "Traffic"))));
  assert.equal(await sheet(page).count(), 0, "it makes room");
  await undo(page);
  await sheet(page).waitFor();
});

pageTest("a note is drawn where the empty sheet stands", { path }, async (page) => {
  const box = await sheet(page).boundingBox();
  await page.getByRole("group", { name: "Drawing" }).getByRole("button", { name: "Note" }).click();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByRole("textbox", { name: "Text of the note" }).waitFor();
  assert.equal(await sheet(page).count(), 0);
});

pageTest("on a phone the empty sheet has room for fingers", { path, context: phone },
  async (page) => {
    await sheet(page).waitFor();
    const over = await page.evaluate(() =>
      document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth);
    assert.equal(over, 0, "nothing is wider than the screen");
    for (const one of await sheet(page).getByRole("button").all()) {
      const box = await one.boundingBox();
      assert.ok(box.height >= 44 && box.width >= 44, `${box.width} by ${box.height}`);
      assert.ok(box.x >= 0 && box.x + box.width <= 390);
    }
    await button(page, "Add traffic").tap();
    await node(page, "Traffic").waitFor();
  });

pageTest("who looks only is told that there is nothing", { path: `?view=1${path}` },
  async (page) => {
    await page.getByText("This design has no parts yet.").waitFor();
    assert.equal(await sheet(page).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Add traffic" }).count(), 0);
  });
