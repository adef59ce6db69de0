// A phone: 390 by 844, touch only.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import {
  canvas, clock, inspector, link, node, nodes, port, settled, timeline, until,
} from "./steps.mjs";

const options = {
  context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};
const parts = (page) => page.getByRole("navigation", { name: "Parts" });

/** Nothing is wider than the screen, and nothing below it. */
async function fits(page, when) {
  const over = await page.evaluate(() => {
    const root = document.scrollingElement;
    return [root.scrollWidth - root.clientWidth, root.scrollHeight - root.clientHeight];
  });
  assert.deepEqual(over, [0, 0], when);
}

pageTest("the design is seen and the transport is at hand", options, async (page) => {
  await settled(page);
  await fits(page, "at first");
  const paper = await canvas(page).boundingBox();
  assert.ok(paper.height > 250 && paper.width === 390, `canvas of ${paper.width} x ${paper.height}`);
  const shop = await node(page, "Shop").boundingBox();
  assert.ok(shop.x >= 0 && shop.x + shop.width <= 390, "the first node is on the screen");

  await page.getByRole("button", { name: "Pause", exact: true }).tap();
  const at = await clock(page);
  const step = page.getByRole("button", { name: "Step", exact: true });
  await step.tap();
  assert.ok((await clock(page)) > at);
  const track = await timeline(page).locator("..").boundingBox();
  await page.touchscreen.tap(track.x + track.width / 2, track.y + track.height / 2);
  assert.ok(Math.abs((await clock(page)) - 12 * 60) < 30, "a tap on the timeline goes there");
  await page.getByRole("button", { name: "Seed and horizon" }).tap();
  await page.getByRole("textbox", { name: "Seed", exact: true }).waitFor();
  await fits(page, "with the run settings open");
  await page.getByRole("button", { name: "Seed and horizon" }).tap();
  await page.getByRole("button", { name: "More", exact: true }).tap();
  await page.getByRole("table", { name: /Cost per 1,000 decisions/ }).waitFor();
  await fits(page, "with the numbers open");
});

pageTest("a part is added and connected by taps", options, async (page) => {
  await settled(page);
  const before = await nodes(page).count();
  await page.getByRole("button", { name: "Parts", exact: true }).tap();
  await parts(page).getByRole("button", { name: "Add Service" }).tap();
  await until("the new node", async () => (await nodes(page).count()) === before + 1);
  await fits(page, "with the parts open");
  const close = parts(page).getByRole("button", { name: "Close the parts" });
  if (await close.isVisible()) {
    await close.tap();
  }
  await until("the sheet to close", async () => !(await parts(page).isVisible()));

  await page.getByRole("button", { name: "Zoom to fit" }).tap();
  await port(page, "Service").tap();
  await node(page, "Payment decision").tap();
  await link(page, "Service", "Payment decision").waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).tap();
  assert.equal(await link(page, "Service", "Payment decision").count(), 0);
});

pageTest("an incident is added by taps", options, async (page) => {
  await settled(page);
  await page.getByRole("button", { name: "Add incident", exact: true }).tap();
  await page.getByRole("menuitem", { name: /^Outage/ }).tap();
  const editor = page.getByRole("group", { name: /^Outage of / });
  await editor.waitFor();
  await fits(page, "with an incident open");
  await editor.getByRole("button", { name: "Delete" }).tap();
  await until("the incident to go", async () => (await editor.count()) === 0);
});

pageTest("the inspector and the menu are sheets that open and close", options, async (page) => {
  await settled(page);
  assert.ok(!(await inspector(page).isVisible()), "closed at first");
  await node(page, "Gateway").tap();
  await page.getByRole("button", { name: "Inspector", exact: true }).tap();
  await inspector(page).getByRole("heading", { name: "Gateway", level: 2 }).waitFor();
  await fits(page, "with the inspector open");
  const field = inspector(page).getByRole("textbox", { name: "Name" });
  await field.fill("Front door");
  await inspector(page).getByRole("button", { name: "Close the inspector" }).tap();
  await until("the sheet to close", async () => !(await inspector(page).isVisible()));
  await node(page, "Front door").waitFor();

  await page.getByRole("button", { name: "Menu", exact: true }).tap();
  await page.getByRole("menuitem", { name: "Show or hide the charts" }).tap();
  await page.getByRole("region", { name: "Charts" }).waitFor();
  await fits(page, "with the charts open");
});

pageTest("what is tapped is large enough for a finger", options, async (page) => {
  await settled(page);
  const small = await page.getByRole("button").evaluateAll((all) => all
    // A node's port is enlarged by an invisible margin, which has no box of its own.
    .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest("[aria-roledescription]"))
    .map((it) => [it.ariaLabel ?? it.textContent, it.getBoundingClientRect()])
    .filter(([name]) => !/^Identities hold/.test(name))
    .filter(([, box]) => box.width < 40 || box.height < 40)
    .map(([name, box]) => `${name}: ${box.width} x ${box.height}`));
  assert.deepEqual(small, []);
});
