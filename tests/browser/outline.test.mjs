// The main job by keys alone, through the outline: build, connect, configure, run, read.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import {
  chooseByName, hasFocus, inspector, link, node, nodes, tabTo, title, undoable, until,
} from "./steps.mjs";

const panel = (page) => page.getByRole("tabpanel", { name: "Outline" });
const parts = (page) => panel(page).getByRole("list", { name: "Parts in the order of their links" });
const row = (page, name) =>
  parts(page).getByRole("button", { name: new RegExp(`^${name} `), expanded: undefined });

async function press(page, locator) {
  await tabTo(page, locator, 200);
  await page.keyboard.press("Enter");
}

async function add(page, words, expected) {
  await press(page, panel(page).getByRole("button", { name: "Add a part" }));
  await chooseByName(page, "Add a part", words, `Add ${expected}`);
  await until(`the row of ${expected} to have the focus`, () => hasFocus(row(page, expected).first()));
}

async function connect(page, from, to) {
  await press(page, parts(page).getByRole("button", { name: `Connect to… from ${from}`, exact: true }));
  await chooseByName(page, "Connect to", to, to);
  await link(page, from, to).waitFor();
}

pageTest("a system is built, configured, run and read without a pointer", { timeout: 120_000 }, async (page) => {
  await page.keyboard.press("Control+k");
  await chooseByName(page, "Search everything", "open blank", "Open Blank");
  await until("an empty design", async () => (await nodes(page).count()) === 0);
  await page.keyboard.press("Control+k");
  await chooseByName(page, "Search everything", "outline", "Show or hide the outline");
  await panel(page).getByText("There is no part yet.").waitFor();

  await add(page, "traffic", "Traffic");
  await add(page, "service", "Service");
  await add(page, "decision", "Decision");
  await connect(page, "Traffic", "Service");
  await connect(page, "Service", "Decision");
  const links = parts(page).getByRole("list", { name: "Links from Traffic" });
  await links.getByRole("button", { name: /^call to Service.*, from Traffic$/ }).waitFor();

  // Rename within the list; configure in the panel that the row leads to.
  await press(page, row(page, "Service"));
  await tabTo(page, panel(page).getByRole("textbox", { name: "Name" }));
  await page.keyboard.type("Checkout");
  await page.keyboard.press("Enter");
  await node(page, "Checkout").waitFor();
  await press(page, parts(page).getByRole("button", { name: "Parameters of Checkout", exact: true }));
  const name = inspector(page).getByRole("textbox", { name: "Name" });
  await until("the parameters to have the focus", () => hasFocus(name));
  const servers = inspector(page).getByRole("textbox", { name: "Servers", exact: true });
  await tabTo(page, servers);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("3");
  await page.keyboard.press("Enter");
  await until("the step", async () => /Servers/i.test(await undoable(page)));

  // Run, and read what came of it.
  await press(page, panel(page).getByRole("button", { name: "Run again" }));
  await panel(page).getByText(/Answers take .* on average/).waitFor({ timeout: 30_000 });
  const checkout = row(page, "Checkout");
  await until("the state in words", async () =>
    /requests per second.*(healthy|waiting|idle)/.test(await checkout.textContent()));
  await panel(page).getByRole("term").filter({ hasText: "Time in it p99" }).waitFor();

  // Arrow keys walk; deleting goes to the neighbour.
  await tabTo(page, row(page, "Traffic"));
  await page.keyboard.press("ArrowDown");
  assert.ok(await hasFocus(checkout));
  await press(page, parts(page).getByRole("button", { name: "Delete Checkout", exact: true }));
  await until("the neighbour to have the focus", () => hasFocus(row(page, "Traffic")));
  await page.keyboard.press("Control+z");
  await checkout.waitFor();
  assert.ok(await title(page).isVisible());
});
