// Every example opens, runs, and says something, without an error on the way.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { canvas, nodes, openExample, settled, until, verdict } from "./steps.mjs";

// Its title, how many parts it has, and what its verdict must say.
const EXAMPLES = [
  [/^The retry storm/, 8, /per 1,000 decisions|No difference/],
  [/^A recommender with a cache/, 13, /per 1,000 decisions|No difference/],
  [/^Support tickets with a language model/, 11, /per 1,000 decisions|No difference/],
  [/^Image moderation on scaling GPUs/, 9, /per 1,000 decisions|No difference/],
  [/^Defects on edge cameras/, 8, /per 1,000 decisions|No difference/],
];

for (const [name, parts, said] of EXAMPLES) {
  pageTest(`the example ${name.source.slice(1)} gives a verdict`, async (page) => {
    await openExample(page, name);
    await until("the example", async () => name.test(await page.title()));
    await settled(page, 60_000);
    assert.match(await verdict(page).getByRole("heading").textContent(), said);
    assert.equal(await nodes(page).count(), parts);
    await verdict(page).getByRole("button", { name: /^Identities hold/ }).waitFor();
    const shown = `${await verdict(page).textContent()} ${await canvas(page).textContent()}`;
    assert.doesNotMatch(shown, /NaN|undefined|inf\b/);
  });
}

pageTest("a design that decides nothing is about time, and names no money", async (page) => {
  await openExample(page, /^One queue/);
  await until("the example", async () => (await page.title()).startsWith("One queue"));
  await settled(page);
  const heading = verdict(page).getByRole("heading");
  assert.match(await heading.textContent(), /^Answers take [\d.]+ ms on average\.$/);
  const text = await verdict(page).textContent();
  assert.match(text, /Nothing here decides, so there is no money to compare/);
  assert.doesNotMatch(text, /\$|not enough data|too few|decisions/);
  assert.equal(await verdict(page).getByRole("table").count(), 0);
});

pageTest("the badge says that the identities hold, and lists them", async (page) => {
  await settled(page);
  const badge = verdict(page).getByRole("button", { name: /^Identities hold/ });
  const list = page.getByRole("region", { name: "Self-checks" });
  assert.ok(!(await list.isVisible()));
  await badge.click();
  const identities = await list.getByRole("listitem").allTextContents();
  assert.ok(identities.length >= 5, identities.join("\n"));
  for (const identity of identities) {
    assert.match(identity, /: holds\. .*\d/, "what was counted");
  }
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
});
