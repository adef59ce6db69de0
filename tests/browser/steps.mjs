// What people do on the screen, by roles and accessible names only.
import assert from "node:assert/strict";

/** Waits until `probe` gives something true, and returns it. */
export async function until(what, probe, timeout = 15_000) {
  const end = Date.now() + timeout;
  for (;;) {
    const found = await probe();
    if (found) {
      return found;
    }
    assert.ok(Date.now() < end, `waited ${timeout} ms for: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export const canvas = (page) => page.getByRole("region", { name: "Canvas", exact: true });
export const inspector = (page) => page.getByRole("complementary", { name: "Inspector" });
export const messages = (page) => page.getByRole("region", { name: "Messages" });
export const verdict = (page) => page.getByRole("region", { name: "Verdict" });
export const timeline = (page) => page.getByRole("slider", { name: "Time", exact: true });
export const title = (page) => page.getByRole("textbox", { name: "Title of the design" });

/** A node by its name; its accessible name goes on with its kind and vital signs. */
export function node(page, name) {
  return canvas(page).getByRole("group", { name: new RegExp(`^${literally(name)}(,|$)`) });
}

/** A link by what its accessible name starts with. */
export function link(page, from, to) {
  const name = new RegExp(`^\\S.* from ${literally(from)} to ${literally(to)}(,|$)`);
  return canvas(page).getByRole("group", { name });
}

export const nodes = (page) => canvas(page).getByRole("button", { name: /^Connect from / });

export const port = (page, name) =>
  canvas(page).getByRole("button", { name: `Connect from ${name}`, exact: true });

/** Waits until the newest change has been simulated. */
export async function settled(page, timeout = 30_000) {
  await page.getByRole("status").filter({ hasText: /^Simulated / }).waitFor({ timeout });
  await until(
    "a result of the design as it stands",
    async () => !(await page.getByText("before the last change").isVisible()),
    timeout,
  );
}

/** The figures of the headline: name to value. */
export async function figures(page) {
  await settled(page);
  const found = {};
  for (const name of ["p99 to answer", "Decided in time", "Sent to review"]) {
    const pair = verdict(page).getByRole("term").filter({ hasText: name }).locator("..");
    found[name] = (await pair.getByRole("definition").first().textContent()).trim();
  }
  for (const name of ["This system", "Rules", "Do nothing"]) {
    const row = verdict(page).getByRole("row", { name: new RegExp(`^${name}`) });
    found[name] = (await row.getByRole("cell").last().textContent()).trim();
  }
  found.verdict = (await verdict(page).getByRole("heading").textContent()).trim();
  found.digest = await page.getByRole("status").filter({ hasText: /^Simulated / }).textContent();
  return found;
}

/** The first number in a text such as `$1,234.5 ± 8`. */
export const number = (text) => Number(/-?\d[\d,]*(\.\d+)?/.exec(text)[0].replaceAll(",", ""));

/** The time that the clock shows, in minutes of simulated time. */
export async function clock(page) {
  const text = await timeline(page).getAttribute("aria-valuetext");
  const [, day, hours, minutes] = /^(?:day (\d+) )?(\d+):(\d+)/.exec(text);
  return ((Number(day ?? 1) - 1) * 24 + Number(hours)) * 60 + Number(minutes);
}

/** Stops the clock: what stands still can be compared. */
export async function pause(page) {
  const button = page.getByRole("button", { name: "Pause", exact: true });
  await button.click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
}

/** What undo would take back; empty if nothing. */
export async function undoable(page) {
  const button = page.getByRole("button", { name: "Undo", exact: true });
  return /^Undo: (.*?)( \(.*\))?$/.exec(await button.getAttribute("title"))?.[1] ?? "";
}

export async function undo(page) {
  await page.getByRole("button", { name: "Undo", exact: true }).click();
}

export async function redo(page) {
  await page.getByRole("button", { name: "Redo", exact: true }).click();
}

/** The middle of something on the screen. */
export async function middle(locator) {
  const box = await locator.boundingBox();
  assert.ok(box, "it is on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses at one place, moves in steps, and lets go at another unless told to hold. */
export async function drag(page, from, to, { hold = false } = {}) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  if (!hold) {
    await page.mouse.up();
  }
}

/** Deselects all and shows a tab of the design. */
export async function tab(page, name) {
  const found = page.getByRole("tab", { name, exact: true });
  if (!(await found.isVisible())) {
    await canvas(page).focus();
    await page.keyboard.press("Escape");
  }
  if (!(await found.isVisible())) {
    await page.getByRole("button", { name: "Show or hide the inspector" }).click();
  }
  await found.click();
  return page.getByRole("tabpanel", { name, exact: true });
}

/** Chooses from the main menu. */
export async function fromMenu(page, name) {
  await page.getByRole("button", { name: "Menu", exact: true }).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
}

/** Presses keys that open a dialog, and returns it. */
export async function dialogBy(page, keys, name) {
  await page.keyboard.press(keys);
  const dialog = page.getByRole("dialog", { name, exact: true });
  await dialog.waitFor();
  return dialog;
}

/** Types into a dialog of names until the wanted one is the first, and chooses it by Enter. */
export async function chooseByName(page, name, words, expected) {
  const dialog = page.getByRole("dialog", { name, exact: true });
  await dialog.getByRole("combobox").waitFor();
  await page.keyboard.type(words);
  const chosen = dialog.getByRole("option", { selected: true });
  await until(`“${words}” to find ${expected}`, async () =>
    (await chosen.count()) === 1 && (await chosen.textContent()).startsWith(expected));
  await page.keyboard.press("Enter");
  await until("the dialog to close", async () => (await dialog.count()) === 0);
}

/** Opens an example of the top bar. */
export async function openExample(page, name) {
  await page.getByRole("button", { name: "Examples", exact: true }).click();
  await page.getByRole("menuitem", { name }).click();
}

/** Adds an incident from the menu; its fields are in the group that is returned. */
export async function addIncident(page, kind) {
  await page.getByRole("button", { name: "Add incident", exact: true }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${literally(kind)}`) }).click();
  const editor = page.getByRole("group", { name: new RegExp(`^${literally(kind)}`) });
  await editor.waitFor();
  return editor;
}

/** Types into a field and leaves it, so that it becomes one step. */
export async function type(field, text) {
  await field.fill(text);
  await field.press("Enter");
}

/** Chooses a file in the dialog that a button opens. */
export async function chooseFile(page, button, file) {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button.click()]);
  await chooser.setFiles(file);
}

/** The design as the page saves it: its text. */
export async function saved(page) {
  const button = page.getByRole("button", { name: "Save to a file", exact: true });
  return download(page, button);
}

/** The text of the file that a button saves. */
export async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const parts = [];
  for await (const part of await file.createReadStream()) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Presses Tab until something has the focus, as a person without a pointer does. */
export async function tabTo(page, locator, most = 120) {
  for (let presses = 0; presses <= most; presses += 1) {
    // What is not there yet may come while walking.
    if ((await locator.count()) === 1 && (await hasFocus(locator))) {
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`not reached with ${most} presses of Tab: ${locator}`);
}

export const hasFocus = (locator) => locator.evaluate((it) => it === document.activeElement);

/** Opens the dialog of designs, versions or sharing. */
export async function sheet(page, name) {
  if (name === "Versions") {
    const designs = await sheet(page, "My designs");
    await designs.getByRole("button", { name: "Versions of the open one" }).click();
  } else {
    await page.getByRole("banner").getByRole("button", { name, exact: true }).click();
  }
  const dialog = page.getByRole("dialog", { name, exact: true });
  await dialog.waitFor();
  return dialog;
}

export async function closeSheet(page, dialog) {
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
}

/** Waits until the title of the open design is this. */
export const titled = (page, text) =>
  until(`the title ${text}`, async () => (await title(page).inputValue()) === text);
