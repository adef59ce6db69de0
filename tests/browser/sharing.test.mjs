// Links: how long they are, what their readers may do, and links that are none.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { open, pageTest, URL_OF_PAGE } from "./harness.mjs";
import {
  canvas, chooseFile, closeSheet, drag, fromMenu, messages, middle, node, saved, settled, sheet,
  title, titled, type, undoable, until,
} from "./steps.mjs";

const text = (dialog) => dialog.getByRole("textbox", { name: "Link" }).inputValue();

pageTest("a link says how long it is, for three kinds of readers, and as a QR code", async (page) => {
  await settled(page);
  await type(title(page), 'Ours "& only"');
  const dialog = await sheet(page, "Share");
  const link = await text(dialog);
  assert.ok(link.startsWith(`${URL_OF_PAGE}#w2=`), link);
  await dialog.getByText(`${link.length} characters. The whole design is in it`).waitFor();
  assert.ok(link.length < 2_000);
  await dialog.getByRole("img", { name: "QR code of the link" }).waitFor();
  await dialog.getByRole("radio", { name: "To look only" }).check();
  assert.ok((await text(dialog)).startsWith(`${URL_OF_PAGE}?view=1#w2=`));
  await dialog.getByRole("radio", { name: "To embed" }).check();
  const code = await text(dialog);
  assert.ok(code.startsWith(`<iframe src="${URL_OF_PAGE}?embed=1#w2=`), code);
  assert.ok(code.includes('title="Ours &quot;&amp; only&quot;"'), code);
  await dialog.getByRole("button", { name: "Copy the code" }).waitFor();
});

pageTest("a link that is too long for chats warns, and offers a file", async (page) => {
  await settled(page);
  const design = JSON.parse(await saved(page));
  design.about = randomBytes(2_000).toString("hex");
  design.title = "Long";
  await chooseFile(page, { click: () => fromMenu(page, "Open a file") }, {
    name: "long.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(design)),
  });
  await titled(page, "Long");
  const dialog = await sheet(page, "Share");
  await dialog.getByText(/some chat programs cut links of this length/).waitFor();
  await dialog.getByRole("button", { name: "Save to a file" }).waitFor();
});

pageTest("a link for looking only plays and changes nothing, and a copy can be edited",
  async (page, { context }) => {
    await settled(page);
    await type(title(page), "Look at this");
    const dialog = await sheet(page, "Share");
    await dialog.getByRole("radio", { name: "To look only" }).check();
    const link = await text(dialog);
    await closeSheet(page, dialog);
    await type(title(page), "My own work");

    const other = await context.newPage();
    await other.goto(link);
    await settled(other);
    assert.equal(await other.getByRole("textbox", { name: "Title of the design" }).count(), 0);
    assert.equal(await other.getByRole("navigation", { name: "Parts" }).count(), 0);
    await other.getByText("Look at this", { exact: true }).waitFor();
    const shop = node(other, "Shop");
    const before = await middle(shop);
    await drag(other, before, { x: before.x + 60, y: before.y + 60 });
    const after = await middle(shop);
    assert.deepEqual([after.x - before.x, after.y - before.y].map(Math.round), [60, 60],
      "a drag on a part moves the paper");
    assert.equal(await messages(other).getByText(/looking only/).count(), 0, "and is no mistake");
    await other.mouse.dblclick(after.x, after.y);
    await until("it to be selected", async () =>
      (await shop.getAttribute("aria-current")) === "true");
    await other.mouse.click(after.x, after.y, { button: "right" });
    assert.equal(await other.getByRole("menu").count(), 0, "there is nothing to choose from");
    assert.equal(await canvas(other).getByRole("textbox").count(), 0);
    assert.equal(await canvas(other).getByRole("button").count(), 0, "no ports, no handles");
    await other.getByRole("button", { name: "Pause", exact: true }).click();

    await other.getByRole("link", { name: "Edit a copy" }).click();
    await titled(other, "Look at this");
    await type(title(other), "Mine now");
    await other.reload();
    await open(other);
    await titled(other, "Mine now");
    await other.close();
    await page.reload();
    await open(page);
    await titled(page, "My own work");
  });

pageTest("an embedded page has the canvas, the time and a way out", { path: "?embed=1#template=mm1" },
  async (page) => {
    await settled(page);
    assert.equal(await page.getByRole("banner").count(), 0, "no bar at the top");
    assert.equal(await page.getByRole("navigation", { name: "Parts" }).count(), 0);
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    const out = page.getByRole("link", { name: "Open in Windtunnel" });
    await until("its address", async () =>
      (await out.getAttribute("href")).startsWith(`${URL_OF_PAGE}#template=mm1`));
    assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0, "keeps nothing");
  });

pageTest("a link shows what its sender looked at", { path: "#template=card-fraud~400_200_500~life~n.shop.gone" },
  async (page) => {
    await until("the part to be selected", async () =>
      (await node(page, "Shop").getAttribute("aria-current")) === "true");
    await page.getByRole("tab", { name: "Life", exact: true, selected: true }).waitFor();
    await page.getByRole("button", { name: /Zoom to 100 %|^\d+ %$/ }).first().waitFor();
    await settled(page);
  });

pageTest("a bad link keeps what was open", async (page) => {
  await settled(page);
  await type(title(page), "Mine");
  await page.evaluate(() => {
    location.hash = "#w2=AAAA";
  });
  await messages(page).getByText(/The link cannot be opened: it has been cut off/).waitFor();
  assert.equal(await title(page).inputValue(), "Mine");
  assert.notEqual(await undoable(page), "");
});

pageTest("opening a link keeps what was open, to be brought back", async (page) => {
  await settled(page);
  await type(title(page), "Mine");
  await page.evaluate(() => {
    location.hash = "#template=mm1";
  });
  await messages(page).getByText("Your previous work is kept.").waitFor();
  await messages(page).getByRole("button", { name: "Bring back" }).click();
  await titled(page, "Mine");
  assert.equal(new URL(page.url()).hash, "", "and a reload shows it, not the link");
});
