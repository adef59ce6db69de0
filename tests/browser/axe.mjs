// axe-core looks at the page as it stands.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { packageFile } from "./env.mjs";

const SERIOUS = ["serious", "critical"];

export async function check(page, where) {
  if (!(await page.evaluate(() => "axe" in window))) {
    // Not as a script of the page: its policy lets none in.
    await page.evaluate(`${await readFile(packageFile("axe-core/axe.min.js"), "utf8")}; 0`);
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
