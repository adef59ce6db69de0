// The page opens from a sub-path, draws itself, and is whole.
import assert from "node:assert/strict";
import { pageTest, URL_OF_PAGE } from "./harness.mjs";

pageTest("the page opens and shows its name", async (page) => {
  assert.match(await page.title(), /Windtunnel/);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  assert.equal(await page.getByRole("main").count(), 1, "one main landmark");
});

pageTest("everything the build lists can be fetched", async (page) => {
  const build = await (await page.request.get(new URL("build.json", URL_OF_PAGE).href)).json();
  assert.match(build.build, /^[0-9a-f]{16}$/);
  for (const file of build.files) {
    const answer = await page.request.head(new URL(file, URL_OF_PAGE).href);
    assert.equal(answer.status(), 200, file);
  }
  for (const worker of ["sim_worker_loader.js", "study_worker_loader.js", "infer_worker_loader.js"]) {
    assert.ok(build.files.includes(worker), worker);
  }
});
