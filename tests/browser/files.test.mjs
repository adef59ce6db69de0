// Saving, opening, sharing; and what cannot be opened is refused with its place and a reason.
import assert from "node:assert/strict";
import { mkdtemp, open as openFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { open, pageTest, URL_OF_PAGE } from "./harness.mjs";
import {
  chooseFile, fromMenu, messages, node, nodes, saved, settled, tab, title, type, undo, undoable, until,
} from "./steps.mjs";

const openButton = (page) => ({ click: () => fromMenu(page, "Open a file") });

const json = (name, text) => ({
  name,
  mimeType: "application/json",
  buffer: Buffer.from(typeof text === "string" ? text : JSON.stringify(text, null, 2)),
});

pageTest("a saved file opens to the same design", async (page) => {
  await settled(page);
  await page.getByRole("button", { name: "Add Service" }).click();
  await type(title(page), "Kept in a file");
  const text = await saved(page);
  const design = JSON.parse(text);
  assert.deepEqual([design.format, design.title], ["windtunnel", "Kept in a file"]);

  while ((await undoable(page)) !== "") {
    await undo(page);
  }
  await chooseFile(page, openButton(page), json("kept.windtunnel.json", text));
  await node(page, "Service").waitFor();
  await until("the title", async () => (await title(page).inputValue()) === "Kept in a file");
  assert.equal(await saved(page), text, "saved again, it is the same text");
  await settled(page);
});

// What is done to a good file, and what the page must say: where and why.
const BAD = [
  ["cut off", (text) => text.slice(0, text.length / 2), /Line \d+, column \d+: /],
  ["no JSON at all", () => "Dear page, please open.", /Line 1, column \d+: /],
  ["another program's", () => ({ name: "left-pad", version: "1.0.0" }), /not a Windtunnel design/],
  ["an unknown kind", edit((d) => (d.nodes.gateway.kind = "gatway")),
    /nodes\.gateway\.kind: there is no node kind "gatway"/],
  ["a newer schema", edit((d) => (d.schema = 99)), /schema 99; this version reads up to \d+/],
  ["a link to nowhere", edit((d) => (d.links["shop-gateway"].to = "moon")),
    /links\.shop-gateway\.to: there is no node "moon"/],
  ["a negative rate", edit((d) => (d.nodes.shop.params.rate_per_s = -1)),
    /nodes\.shop\.params\.rate_per_s: /],
  ["a number too large", (text) => text.replace(/("rate_per_s": ?)[\d.]+/, "$11e999"),
    /Line \d+, column \d+: 1e999 is not a number/],
  ["not a number", (text) => text.replace(/("rate_per_s": ?)[\d.]+/, "$1NaN"),
    /Line \d+, column \d+: NaN is not a number/],
  ["a key twice", (text) => text.replace("{", '{"title": "a",'), /the key "title" is there twice/],
];

function edit(change) {
  return (text) => {
    const design = JSON.parse(text);
    change(design);
    return design;
  };
}

pageTest("what cannot be opened is refused with a reason, and the work stays", async (page) => {
  await settled(page);
  const good = await saved(page);
  await page.getByRole("button", { name: "Add Service" }).click();
  await type(title(page), "My work");
  const mine = await saved(page);
  for (const [what, spoil, reason] of BAD) {
    await chooseFile(page, openButton(page), json(`${what}.json`, spoil(good)));
    const told = messages(page).getByText(`${what}.json was not opened.`);
    await told.waitFor({ timeout: 5_000 });
    assert.match(await told.textContent(), reason, what);
    assert.equal(await title(page).inputValue(), "My work", what);
    await messages(page).getByRole("button", { name: "Dismiss the message" }).click();
    await told.waitFor({ state: "hidden" });
  }
  assert.equal(await saved(page), mine, "nothing of the work has changed");
  assert.match(await undoable(page), /./, "and it can still be undone");
});

pageTest("a file of 50 MB is refused at once", async (page) => {
  await settled(page);
  const before = await nodes(page).count();
  const folder = await mkdtemp(join(tmpdir(), "windtunnel-"));
  try {
    // Only its end is written: the rest of it takes no room.
    const path = join(folder, "film.json");
    const file = await openFile(path, "w");
    await file.truncate(50_000_000);
    await file.close();
    const began = Date.now();
    await chooseFile(page, openButton(page), path);
    await messages(page).getByText(/film\.json was not opened\. The file has 50000000 bytes/)
      .waitFor({ timeout: 5_000 });
    assert.ok(Date.now() - began < 3_000, "without reading it");
    assert.equal(await nodes(page).count(), before);
  } finally {
    await rm(folder, { recursive: true });
  }
});

pageTest("a shared link opens the design elsewhere, and leaves what is kept alone", {
  context: { permissions: ["clipboard-read", "clipboard-write"] },
}, async (page, { context }) => {
  await settled(page);
  await type(title(page), "From a link");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share" });
  await dialog.getByText(/^\d+ characters\./).waitFor();
  await dialog.getByRole("button", { name: "Copy the link" }).click();
  await dialog.getByText("Copied.").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  const url = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(url.startsWith(`${URL_OF_PAGE}#`), url);

  await type(title(page), "My own work");
  const other = await context.newPage();
  await other.goto(url);
  await until("the design of the link", async () =>
    (await other.title()).startsWith("From a link"));
  await settled(other);
  await other.close();
  await page.reload();
  await open(page);
  assert.equal(await title(page).inputValue(), "My own work");
});

for (const [what, fragment, reason] of [
  ["cut off", "#w1=7VZNb9s4EP0rhM4uYDtu2vrWt", /cannot be opened: it has been cut off or changed/],
  ["of other letters", "#w1=!!!", /cannot be opened: it has been cut off or changed/],
  ["to an example that is not there", "#template=moon", /there is no example called “moon”/],
]) {
  pageTest(`a link ${what} says so, and the page works`, { path: fragment }, async (page) => {
    await messages(page).getByText(reason).waitFor();
    await settled(page);
    assert.equal(await node(page, "Gateway").count(), 1, "the first example is there");
  });
}

pageTest("opening an example keeps changed work, to be brought back", async (page) => {
  await settled(page);
  await type(title(page), "Worth keeping");
  await page.getByRole("button", { name: "Examples", exact: true }).click();
  await page.getByRole("menuitem", { name: /M\/M\/1/ }).click();
  await until("the example", async () => (await title(page).inputValue()) !== "Worth keeping");
  await messages(page).getByText("Your previous work is kept.").waitFor();
  await messages(page).getByRole("button", { name: "Bring back" }).click();
  await until("the work", async () => (await title(page).inputValue()) === "Worth keeping");
  const design = await tab(page, "Design");
  assert.equal(await design.getByRole("textbox", { name: "Title" }).inputValue(), "Worth keeping");
});
