// The second module of the page comes after the first screen, or says that it did not.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { canvas, fromMenu, messages, openExample, until } from "./steps.mjs";

const SECOND = /annex-[0-9a-f]+\.wasm$/;
const inspector = (page) => page.getByRole("complementary", { name: "Inspector" });

pageTest("the first screen needs one module; the second brings the panels", async (page) => {
  await page.getByRole("button", { name: "Show or hide the inspector" }).first().click();
  await inspector(page).getByRole("tab", { name: "Design", exact: true }).waitFor();
  const sizes = await page.evaluate(() =>
    performance.getEntriesByType("resource")
      .filter((it) => it.name.endsWith(".wasm"))
      .map((it) => it.name.split("/").pop()));
  assert.ok(sizes.some((name) => name.startsWith("workbench-")), sizes.join());
  assert.ok(sizes.some((name) => SECOND.test(name)), sizes.join());
});

/** A page whose second module did not come, and now would; what its inspector says. */
async function without(page) {
  let blocked = true;
  await page.route(SECOND, (route) => (blocked ? route.abort() : route.continue()));
  await page.reload();
  await canvas(page).getByRole("group", { name: /^Fraud model/ }).waitFor();
  await page.getByRole("button", { name: "Show or hide the inspector" }).first().click();
  const alert = inspector(page).getByRole("alert");
  await alert.getByText("did not come over the network").waitFor();
  blocked = false;
  return alert;
}

pageTest(
  "a second module that does not come is said, and comes when asked for again",
  { path: "?again", allow: [/annex|Failed to fetch|ERR_FAILED|TypeError|NetworkError/] },
  async (page) => {
    const alert = await without(page);
    await alert.getByRole("button", { name: "Try again" }).click();
    const design = inspector(page).getByRole("tab", { name: "Design", exact: true });
    await until("the panel", () => design.isVisible());
  },
);

pageTest(
  "what needs the second module says that it is still being loaded",
  { path: "?early" },
  async (page) => {
    let release;
    const released = new Promise((done) => (release = done));
    await page.route(SECOND, async (route) => {
      await released;
      await route.continue();
    });
    await page.reload();
    await canvas(page).getByRole("group", { name: /^Fraud model/ }).waitFor();
    for (const name of ["Paste", "Copy a picture"]) {
      await fromMenu(page, name);
      const told = messages(page).getByText("still being loaded");
      await told.waitFor();
      await messages(page).getByRole("button", { name: "Dismiss the message" }).click();
      await told.waitFor({ state: "hidden" });
    }
    release();
    await page.getByRole("button", { name: "Show or hide the inspector" }).first().click();
    await inspector(page).getByRole("tab", { name: "Design", exact: true }).waitFor();
    assert.equal(await messages(page).getByText(/pasted|copied/).count(), 0, "nothing was remembered");
  },
);

pageTest(
  "what an example brings is there for the panels that missed it",
  { path: "?missed", allow: [/annex|Failed to fetch|ERR_FAILED|TypeError|NetworkError/] },
  async (page) => {
    await without(page);
    await openExample(page, /^One queue/);
    await canvas(page).getByRole("group", { name: /^Server/ }).waitFor();
    await until("no complaint", async () => (await inspector(page).getByRole("alert").count()) === 0);
    await inspector(page).getByRole("tab", { name: "Design", exact: true }).waitFor();
  },
);
