// Pictures and flowcharts out, drawings in, and parts of designs over the clipboard.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { open, pageTest } from "./harness.mjs";
import {
  canvas, chooseFile, fromMenu, messages, node, nodes, saved, settled, title, type, undo, until,
} from "./steps.mjs";

const openButton = (page) => ({ click: () => fromMenu(page, "Open a file") });
const file = (name, text) => ({ name, mimeType: "", buffer: Buffer.from(text) });

const FLOWCHART = `flowchart LR
  users([Users]) --> api[API gateway]
  api --> m[[Fraud model]]
  m --> done((Done))
  api -- oops
`;

const DRAWING = `<mxfile><diagram name="Drawn elsewhere"><mxGraphModel><root>
<mxCell id="0"/><mxCell id="1" parent="0"/>
<mxCell id="a" value="&lt;b&gt;Users&lt;/b&gt;" style="html=1;" vertex="1" parent="1"><mxGeometry x="40" y="80" width="120" height="60" as="geometry"/></mxCell>
<mxCell id="b" value="Scorer &lt;script&gt;" style="" vertex="1" parent="1"><mxGeometry x="240" y="80" width="120" height="60" as="geometry"/></mxCell>
<mxCell id="e" edge="1" parent="1" source="a" target="b"><mxGeometry relative="1" as="geometry"/></mxCell>
</root></mxGraphModel></diagram></mxfile>`;

/** Opens the export dialog. */
async function exporting(page) {
  await fromMenu(page, "Export…");
  const dialog = page.getByRole("dialog", { name: "Export" });
  await dialog.waitFor();
  return dialog;
}

/** Presses what saves a file, and gives its name and bytes. */
async function download(page, button) {
  const [got] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return { name: got.suggestedFilename(), bytes: await readFile(await got.path()) };
}

const clipboard = { context: { permissions: ["clipboard-read", "clipboard-write"] } };

pageTest("pictures are saved as they were chosen, and the choice is remembered", async (page) => {
  await settled(page);
  let dialog = await exporting(page);
  await dialog.getByRole("img", { name: "Preview of the picture" }).waitFor();
  await dialog.getByRole("radio", { name: "Dark" }).check();
  await dialog.getByRole("radio", { name: "High", exact: true }).check();
  await dialog.getByRole("radio", { name: "Transparent" }).check();
  await dialog.getByRole("radio", { name: "3×" }).check();
  const svg = await download(page, dialog.getByRole("button", { name: "Save SVG" }));
  assert.equal(svg.name, "card-fraud-with-manual-review.svg");
  const text = svg.bytes.toString();
  assert.match(text, /^<svg [^>]*xmlns=/);
  assert.match(text, /Fraud model/);
  assert.match(text, /fill="#ffffff"[^>]*>[^<]*Fraud model/, "white letters: dark, high contrast");
  const png = await download(page, dialog.getByRole("button", { name: "Save PNG" }));
  assert.deepEqual([...png.bytes.subarray(1, 4)], [...Buffer.from("PNG")]);
  const [, width] = /width="(\d+)"/.exec(text).map(Number);
  assert.ok(Math.abs(png.bytes.readUInt32BE(16) - 3 * width) <= 3, "three pixels a unit");
  await dialog.getByRole("button", { name: "Close" }).click();

  await open(page);
  dialog = await exporting(page);
  assert.ok(await dialog.getByRole("radio", { name: "Dark" }).isChecked());
  assert.ok(await dialog.getByRole("radio", { name: "High", exact: true }).isChecked());
  assert.ok(await dialog.getByRole("radio", { name: "Transparent" }).isChecked());
  assert.ok(await dialog.getByRole("radio", { name: "3×" }).isChecked());
});

pageTest("a picture is copied as an image", clipboard, async (page) => {
  await settled(page);
  const dialog = await exporting(page);
  await dialog.getByRole("button", { name: "Copy image" }).click();
  await dialog.getByText("The picture is copied.").waitFor();
  const kinds = await page.evaluate(async () => (await navigator.clipboard.read())[0].types);
  assert.deepEqual(kinds, ["image/png"]);
});

pageTest("a flowchart goes out and comes in with kinds, labels and links", async (page) => {
  await settled(page);
  const before = JSON.parse(await saved(page));
  const dialog = await exporting(page);
  const chart = await download(page, dialog.getByRole("button", { name: "Save Mermaid" }));
  await dialog.getByRole("button", { name: "Close" }).click();
  assert.match(chart.bytes.toString(), /flowchart LR/);
  await chooseFile(page, openButton(page), file("system.mmd", chart.bytes.toString()));
  await until("another design", async () => JSON.parse(await saved(page)).run.days !== before.run.days
    || Object.keys(JSON.parse(await saved(page)).world.features).length === 0);
  const after = JSON.parse(await saved(page));
  const kinds = (design) => Object.values(design.nodes).map((it) => it.kind).sort();
  assert.deepEqual(kinds(after), kinds(before));
  assert.equal(Object.keys(after.links).length, Object.keys(before.links).length);
  assert.equal(await title(page).inputValue(), before.title);
});

pageTest("drawings open by their content, with a list of what was left out", async (page) => {
  await settled(page);
  await chooseFile(page, openButton(page), file("no-ending", FLOWCHART));
  const left = page.getByRole("dialog", { name: "Imported, but not all of it" });
  await left.waitFor();
  assert.match(await left.getByRole("listitem").first().textContent(), /^Line 5: /);
  await left.getByRole("button", { name: "Close" }).first().click();
  await node(page, "Fraud model").waitFor();
  assert.equal(await nodes(page).count(), 4);

  await chooseFile(page, openButton(page), file("drawing.drawio", DRAWING));
  await node(page, "Scorer <script>").waitFor();
  assert.equal(await title(page).inputValue(), "Drawn elsewhere");
  await chooseFile(page, openButton(page), file("bomb.drawio", `<!DOCTYPE x>${DRAWING}`));
  await messages(page).getByText(/bomb\.drawio was not opened\. .*document type/).waitFor();
  await node(page, "Scorer <script>").waitFor();
});

pageTest("copy, cut, paste and duplicate by keys, within a design and between tabs", clipboard,
  async (page, { context }) => {
    await settled(page);
    const count = await nodes(page).count();
    await node(page, "Gateway").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+c");
    await page.keyboard.press("Control+v");
    await until("a copy", async () => (await nodes(page).count()) === count + 1);
    await page.keyboard.press("Control+d");
    await until("another", async () => (await nodes(page).count()) === count + 2);
    await undo(page);
    await until("one step back", async () => (await nodes(page).count()) === count + 1);

    const other = await context.newPage();
    await open(other, "#template=blank");
    await canvas(other).focus();
    await other.keyboard.press("Control+v");
    await node(other, "Gateway").waitFor();
    await other.keyboard.press("Control+x");
    await until("none", async () => (await nodes(other).count()) === 0);
    await other.close();
  });

pageTest("who looks only copies, and neither cuts nor pastes",
  { ...clipboard, path: "?view=1#template=mm1" },
  async (page) => {
    await settled(page);
    await node(page, "Server").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Control+c");
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    await until("its text", async () => (await copied()).includes('"nodes"'));
    await page.evaluate(() => navigator.clipboard.writeText("before"));
    await page.keyboard.press("Control+x");
    await page.keyboard.press("Control+v");
    await node(page, "Server").waitFor();
    assert.equal(await copied(), "before", "nothing is cut");
    assert.equal(await messages(page).getByText(/looking only|pasted/).count(), 0);
  });

pageTest("a field keeps its own clipboard, and foreign text is refused with a reason", clipboard,
  async (page) => {
    await settled(page);
    const count = await nodes(page).count();
    await node(page, "Gateway").focus();
    await page.keyboard.press("Enter");
    await type(title(page), "Copied title");
    await title(page).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+c");
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "Copied title");
    await page.keyboard.press("End");
    await page.keyboard.press("Control+v");
    assert.equal(await title(page).inputValue(), "Copied titleCopied title");
    assert.equal(await nodes(page).count(), count);

    await canvas(page).focus();
    await page.keyboard.press("Control+v");
    await messages(page).getByText(/Nothing was pasted\. The text is no part of a design/).waitFor();
    await page.evaluate((text) => navigator.clipboard.writeText(text), FLOWCHART);
    await canvas(page).focus();
    await page.keyboard.press("Control+v");
    const left = page.getByRole("dialog", { name: "Imported, but not all of it" });
    await left.getByRole("button", { name: "Close" }).first().click();
    await until("four more", async () => (await nodes(page).count()) === count + 4);
    await undo(page);
    await until("taken back in one step", async () => (await nodes(page).count()) === count);
  });
