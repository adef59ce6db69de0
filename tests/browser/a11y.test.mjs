// axe-core finds nothing serious on the main screens.
import assert from "node:assert/strict";
import { packageFile } from "./env.mjs";
import { pageTest } from "./harness.mjs";
import { addIncident, node, settled, tab } from "./steps.mjs";

const SERIOUS = ["serious", "critical"];

async function check(page, where) {
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.addScriptTag({ path: packageFile("axe-core/axe.min.js") });
  }
  // What arrives or changes colour slowly is judged where it ends.
  await page.evaluate(() => Promise.all(document.getAnimations()
    .filter((it) => it.effect.getComputedTiming().iterations !== Infinity)
    .map((it) => it.finished.catch(() => {}))));
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, {
    resultTypes: ["violations"],
  }));
  assert.ok(passes.length > 10, "axe has looked at something");
  const found = violations
    .filter((it) => SERIOUS.includes(it.impact))
    .flatMap((it) => it.nodes.map((at) => `${it.id}: ${at.target} ${at.failureSummary}`));
  assert.deepEqual(found, [], where);
}

for (const colorScheme of ["light", "dark"]) {
  pageTest(`the main screen is accessible, ${colorScheme}`, { context: { colorScheme } },
    async (page) => {
      await settled(page);
      await check(page, "the main screen");
      await node(page, "Fraud analysts").click();
      await check(page, "a node in the inspector");
      await tab(page, "Findings");
      await check(page, "findings");
      await tab(page, "Help");
      await check(page, "help");
      await page.getByRole("button", { name: "Charts", exact: true }).click();
      await page.getByRole("region", { name: "Charts" }).waitFor();
      await addIncident(page, "Outage");
      await settled(page);
      await check(page, "charts and an incident");
      await page.getByRole("button", { name: "Examples", exact: true }).click();
      await check(page, "a menu");
    });
}

pageTest("a phone's screen is accessible", {
  context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
}, async (page) => {
  await settled(page);
  await check(page, "the main screen");
  await page.getByRole("button", { name: "Parts", exact: true }).tap();
  await check(page, "the parts");
});
