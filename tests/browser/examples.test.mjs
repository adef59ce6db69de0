// Every example opens, runs, and says something, without an error on the way.
import assert from "node:assert/strict";
import { pageTest } from "./harness.mjs";
import { canvas, node, openExample, settled, until, verdict } from "./steps.mjs";

// Its title and a part of it.
const EXAMPLES = [
  [/^The retry storm/, "Slow answers"],
  [/^A recommender with a cache/, "Cached lists"],
  [/^Support tickets with a language model/, "Language model"],
  [/^Image moderation on scaling GPUs/, "GPU model"],
  [/^Defects on edge cameras/, "Camera with a TPU"],
];

for (const [name, part] of EXAMPLES) {
  pageTest(`the example ${name.source.slice(1)} gives a verdict`, async (page) => {
    await openExample(page, name);
    await until("the example", async () => name.test(await page.title()));
    await settled(page, 60_000);
    const sentence = (await verdict(page).getByRole("heading").textContent()).trim();
    assert.match(sentence, /^(Saves|Worse than|No difference from) .*\.$/);
    assert.doesNotMatch(sentence, /too few decisions/);
    await node(page, part).waitFor();
    await verdict(page).getByRole("button", { name: /^Identities hold/ }).waitFor();
    const shown = `${await verdict(page).textContent()} ${await canvas(page).textContent()}`;
    assert.doesNotMatch(shown, /NaN|undefined|\binf\b|not enough data/);
  });
}

pageTest("a design that decides nothing is about time, and names no money", async (page) => {
  await openExample(page, /^One queue/);
  await until("the example", async () => (await page.title()).startsWith("One queue"));
  await settled(page);
  const heading = verdict(page).getByRole("heading");
  assert.match(await heading.textContent(), /^Answers take [\d.]+ ms on average\.$/);
  const text = await verdict(page).textContent();
  assert.match(text, /nothing here decides, so there is no money to compare/);
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
    assert.match(identity, /: holds\. \w/, "it says what was counted");
  }
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
});
