// Work is never lost: many designs, their versions, two tabs, and storage that refuses.
import assert from "node:assert/strict";
import { check } from "./axe.mjs";
import { open, pageTest, URL_OF_PAGE } from "./harness.mjs";
import {
  closeSheet, download, messages, nodes, port, saved, settled, sheet, tabTo, title, titled, type,
  undo, undoable, until,
} from "./steps.mjs";

const designs = (dialog) => dialog.getByRole("list", { name: "Designs" }).getByRole("listitem");

pageTest("designs are kept by name: opened, renamed, copied, deleted, brought back", async (page) => {
  await settled(page);
  let dialog = await sheet(page, "My designs");
  await dialog.getByText(/Nothing is kept yet/).waitFor();
  await closeSheet(page, dialog);
  await type(title(page), "First");

  dialog = await sheet(page, "My designs");
  assert.equal(await designs(dialog).count(), 1);
  await dialog.getByRole("button", { name: "New design", exact: true }).click();
  await until("an empty canvas", async () => (await nodes(page).count()) === 0);
  await page.getByRole("button", { name: "Add Service" }).click();
  await type(title(page), "Second");

  dialog = await sheet(page, "My designs");
  await until("two designs", async () => (await designs(dialog).count()) === 2);
  await dialog.getByRole("button", { name: /^Second.*open, just now, 1 part,/ }).waitFor();
  await dialog.getByRole("button", { name: "Rename “Second”" }).click();
  const field = dialog.getByRole("textbox", { name: "New title" });
  await field.fill("Third");
  await field.press("Enter");
  await dialog.getByRole("button", { name: /^Third/ }).waitFor();
  assert.equal(await undoable(page), "Rename the design", "of the open one it is a step");
  await dialog.getByRole("button", { name: "Rename “First”" }).click();
  await dialog.getByRole("textbox", { name: "New title" }).fill("Never");
  await page.keyboard.press("Escape");
  await dialog.getByRole("button", { name: /^First/ }).waitFor();

  await dialog.getByRole("button", { name: "Duplicate “First”" }).click();
  await dialog.getByRole("button", { name: /^First \(copy\)/ }).waitFor();
  await dialog.getByRole("button", { name: "Delete “First (copy)”" }).click();
  await until("it to be gone", async () => (await designs(dialog).count()) === 2);
  await dialog.getByRole("button", { name: "Bring back “First (copy)”" }).click();
  await until("it to be back", async () => (await designs(dialog).count()) === 3);

  await dialog.getByRole("button", { name: /^First\b(?! \()/ }).click();
  await titled(page, "First");
  assert.ok((await nodes(page).count()) > 3);
  await page.reload();
  await open(page);
  await titled(page, "First");
});

pageTest("the dialog has the focus until Escape gives it back", async (page) => {
  await settled(page);
  const button = page.getByRole("button", { name: "Share", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Share" });
  await dialog.waitFor();
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press("Tab");
    const outside = await page.evaluate(() => {
      const at = document.activeElement;
      return at !== document.body && !at.closest("dialog");
    });
    assert.ok(!outside, "Tab stays within");
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await button.evaluate((it) => it === document.activeElement));
});

pageTest("a version is named, and comes back as one step", async (page) => {
  await settled(page);
  const before = await nodes(page).count();
  await type(title(page), "Good");
  let dialog = await sheet(page, "Versions");
  await dialog.getByRole("textbox", { name: "Name of this version" }).fill("the one that works");
  await dialog.getByRole("button", { name: "Name this version" }).click();
  await dialog.getByText("the one that works").waitFor();
  await closeSheet(page, dialog);

  await page.getByRole("button", { name: "Add Service" }).click();
  await page.getByRole("button", { name: "Add Cache" }).click();
  await type(title(page), "Worse");
  await saved(page);
  dialog = await sheet(page, "Versions");
  await dialog.getByText(/2 nodes added.*title or description/).waitFor();
  await dialog.getByRole("listitem").filter({ hasText: "the one that works" })
    .getByRole("button", { name: /^Restore/ }).click();
  await titled(page, "Good");
  assert.equal(await nodes(page).count(), before);
  assert.equal(await undoable(page), "Restore a version");
  await undo(page);
  await titled(page, "Worse");
  assert.equal(await nodes(page).count(), before + 2);
  dialog = await sheet(page, "Versions");
  await dialog.getByText("Saved or shared").first().waitFor();
});

async function secondTab(context) {
  const other = await context.newPage();
  await open(other);
  return other;
}

pageTest("a tab without changes of its own follows the other", async (page, { context }) => {
  await settled(page);
  await type(title(page), "Shared by two");
  const dialog = await sheet(page, "My designs");
  await closeSheet(page, dialog);
  const other = await secondTab(context);
  await titled(other, "Shared by two");
  await type(title(page), "From the first");
  await titled(other, "From the first");
  await messages(other).getByText("Changed in another tab; this one follows.").waitFor();
  await type(title(other), "From the second");
  await titled(page, "From the second");
  await undo(page);
  await titled(page, "From the first");
  await titled(other, "From the first");
});

/** Changes the title of both tabs at once, before either has heard of the other. */
async function collide(page, context) {
  await settled(page);
  await type(title(page), "Start");
  const dialog = await sheet(page, "My designs");
  await closeSheet(page, dialog);
  const other = await secondTab(context);
  await titled(other, "Start");
  await settled(other);
  // However slow the machine is, neither hears of the other until both have changed it.
  const both = (act) => Promise.all([page, other].map(act));
  await both((tab) => tab.evaluate(() => {
    window.hush = (event) => event.stopImmediatePropagation();
    window.addEventListener("storage", window.hush, true);
  }));
  await Promise.all([type(title(page), "Of the first"), type(title(other), "Of the second")]);
  await both((tab) => tab.evaluate(() => window.removeEventListener("storage", window.hush, true)));
  const told = (tab) => messages(tab).getByText("This design has been changed in another tab too.");
  const loser = await until("one of them to say so", async () => {
    const [a, b] = [await told(page).isVisible(), await told(other).isVisible()];
    return a ? page : b ? other : null;
  });
  const theirs = loser === page ? "Of the second" : "Of the first";
  const mine = loser === page ? "Of the first" : "Of the second";
  return { loser, other: loser === page ? other : page, mine, theirs };
}

pageTest("of two tabs that changed one design, the later is asked: show theirs",
  async (page, { context }) => {
    const { loser, theirs, mine } = await collide(page, context);
    await messages(loser).getByRole("button", { name: "Show theirs" }).click();
    await titled(loser, theirs);
    await undo(loser);
    await titled(loser, mine);
  });

pageTest("of two tabs that changed one design, the later is asked: keep mine as a copy",
  async (page, { context }) => {
    const { loser, other, theirs, mine } = await collide(page, context);
    await messages(loser).getByRole("button", { name: "Keep mine as a copy" }).click();
    await titled(loser, `${mine} (copy)`);
    const dialog = await sheet(other, "My designs");
    await until("both", async () => (await designs(dialog).count()) === 2);
    await dialog.getByRole("button", { name: new RegExp(`^${theirs}`) }).waitFor();
    await dialog.getByRole("button", { name: new RegExp(`^${mine} \\(copy\\)`) }).waitFor();
  });

async function refusing(context, how) {
  await context.addInitScript(how);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await open(page);
  await settled(page);
  return { page, errors };
}

for (const [what, reason, how] of [
  ["full", "this browser's storage for the page is full", () => {
    Storage.prototype.setItem = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  }],
  ["blocked", "this browser does not let the page keep anything", () => {
    for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    }
  }],
]) {
  pageTest(`storage that is ${what} is told once, with the way of files`, async (_, { context }) => {
    const { page, errors } = await refusing(context, how);
    await type(title(page), "Not kept");
    const told = messages(page).getByText(`Your changes are not being kept, because ${reason}.`);
    await told.waitFor();
    const text = await download(page, messages(page).getByRole("button", { name: "Save to a file" }));
    assert.equal(JSON.parse(text).title, "Not kept");
    await messages(page).getByRole("button", { name: "Dismiss the message" }).click();
    await told.waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "Add Service" }).click();
    await type(title(page), "Still not kept");
    await page.waitForTimeout(1_000);
    assert.ok(!(await told.isVisible()), "once is enough");

    // Not even opening something else loses it.
    await page.getByRole("button", { name: "Examples", exact: true }).click();
    await page.getByRole("menuitem", { name: /M\/M\/1/ }).click();
    await until("the example", async () => (await title(page).inputValue()) !== "Still not kept");
    await messages(page).getByRole("button", { name: "Bring back" }).click();
    await titled(page, "Still not kept");
    assert.deepEqual(errors, []);

    // Nor closing the tab without being asked.
    const asked = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const question = await asked;
    assert.equal(question.type(), "beforeunload");
    await question.accept();
  });
}

pageTest("what an earlier version of the page kept is taken over", async (page) => {
  await settled(page);
  await type(title(page), "Kept long ago");
  const text = await saved(page);
  await page.waitForTimeout(800);
  await page.evaluate((text) => {
    localStorage.clear();
    sessionStorage.clear();
    localStorage.setItem("windtunnel.work", text);
    localStorage.setItem("windtunnel.previous", "{ not a design");
  }, text);
  await page.reload();
  await open(page);
  await titled(page, "Kept long ago");
  const dialog = await sheet(page, "My designs");
  await until("both", async () => (await designs(dialog).count()) === 2);
  const odd = dialog.getByRole("button", { name: "Save “Previous work” to a file" });
  assert.equal(await download(page, odd), "{ not a design");
});

pageTest("where the data is, is said; all of it can be erased", async (page) => {
  await settled(page);
  await type(title(page), "To be erased");
  const dialog = await sheet(page, "My designs");
  await dialog.getByText("Where is my data?").click();
  await dialog.getByText(/In this browser, on this device, and nowhere else/).waitFor();
  await dialog.getByText(/\d+ kB of about 5.0 MB are used/).waitFor();
  await dialog.getByRole("button", { name: "Erase everything…" }).click();
  await dialog.getByRole("button", { name: "Erase for good" }).click();
  await dialog.getByText(/Nothing is kept yet/).waitFor();
  await closeSheet(page, dialog);
  assert.equal(await title(page).inputValue(), "To be erased", "what is open stays on the screen");
  assert.equal(await page.evaluate(() => Object.keys(localStorage).length), 0);
});

pageTest("after a crash the design is offered as a file", async (page) => {
  await settled(page);
  await type(title(page), "Before the crash");
  await page.waitForTimeout(800);
  await page.evaluate(() => dispatchEvent(new Event("windtunnel-crash")));
  const box = page.getByRole("alertdialog", { name: "Windtunnel has stopped" });
  await box.waitFor();
  const text = await download(page, box.getByRole("link", { name: "Save the design to a file" }));
  assert.equal(JSON.parse(text).title, "Before the crash");
});

pageTest("designs can be opened with the keyboard alone", async (page) => {
  await settled(page);
  await type(title(page), "By keys");
  const button = page.getByRole("button", { name: "My designs", exact: true });
  await tabTo(page, button);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "My designs" });
  await tabTo(page, dialog.getByRole("button", { name: "New design", exact: true }));
  await page.keyboard.press("Enter");
  await titled(page, "Untitled design");
  await until("an empty canvas", async () => (await port(page, "Gateway").count()) === 0);
});

for (const colorScheme of ["light", "dark"]) {
  pageTest(`what is kept is shown accessibly, ${colorScheme}`, { context: { colorScheme } },
    async (page) => {
      await settled(page);
      await type(title(page), "Kept");
      const dialog = await sheet(page, "My designs");
      await dialog.getByRole("button", { name: "Duplicate “Kept”" }).click();
      await dialog.getByRole("button", { name: "Delete “Kept (copy)”" }).click();
      await dialog.getByText("Where is my data?").click();
      await dialog.getByRole("button", { name: "Rename “Kept”" }).click();
      await check(page, "designs");
      await closeSheet(page, dialog);
      await check(page, "messages");
      for (const name of ["Versions", "Share"]) {
        const dialog = await sheet(page, name);
        await check(page, name);
        await closeSheet(page, dialog);
      }
      for (const mode of ["view", "embed"]) {
        await page.goto(`${URL_OF_PAGE}?${mode}=1#template=card-fraud`);
        await settled(page);
        await check(page, mode);
      }
    });
}
