// Without a network, after the first visit; and when a newer version waits.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { open, pageTest, URL_OF_PAGE } from "./harness.mjs";
import { messages, openExample, settled, tab, title, titled, type, until } from "./steps.mjs";

const options = { timeout: 240_000, context: { serviceWorkers: "allow" } };

/** Waits until every file of the build is kept. */
async function kept(page) {
  await until("the page to be kept whole", () => page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("windtunnel-"));
    const files = (await (await fetch("build.json")).json()).files.length;
    if (names.length !== 1 || !(await navigator.serviceWorker.getRegistration())?.active) {
      return false;
    }
    // All but the service worker itself.
    return (await (await caches.open(names[0])).keys()).length === files - 1;
  }), 120_000);
}

pageTest("after the first visit it works without a network", options, async (page, { context }) => {
  await settled(page);
  await kept(page);
  await context.setOffline(true);
  await page.reload();
  await open(page);
  await settled(page);
  await openExample(page, /M\/M\/1/);
  await until("the example", async () => /M\/M\/1/.test(await title(page).inputValue()));
  await settled(page);
  await openExample(page, /Credit scoring with underwriters/);
  const lab = await tab(page, "Model lab");
  const score = lab.getByRole("button", { name: /^Score [\d,]+ held-out rows/ });
  await until("the model", () => score.isEnabled().catch(() => false), 120_000);
  await score.click();
  await lab.getByRole("status").filter({ hasText: /rows scored in/ }).waitFor({ timeout: 120_000 });
});

/** The same host, which puts another build in place when it is told to. */
async function host() {
  let newer = false;
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url.slice(1), URL_OF_PAGE));
    let body = Buffer.from(await answer.arrayBuffer());
    const path = request.url.split("?")[0];
    if (newer && path === "/service-worker.js") {
      body = body.toString().replace(/const BUILD = "[0-9a-f]+"/, 'const BUILD = "newer"');
    } else if (newer && path === "/build.json") {
      body = body.toString().replace(/"build": "[0-9a-f]+"/, '"build": "newer"');
    } else if (newer && path === "/") {
      body = body.toString().replace("<title>", '<meta name="newer" /><title>');
    }
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    renew: () => (newer = true),
    close: () => server.close(),
  };
}

pageTest("a newer version waits until the person reloads, and nothing is lost", options,
  async (_, { context }) => {
    const site = await host();
    try {
      const page = await context.newPage();
      await page.goto(site.url);
      await settled(page);
      await kept(page);
      await page.reload();
      await settled(page);
      const isNewer = () => page.evaluate(() => document.querySelectorAll("meta[name=newer]").length);
      assert.equal(await isNewer(), 0);

      site.renew();
      await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
      await messages(page).getByText("A new version is ready.").waitFor({ timeout: 120_000 });
      await type(title(page), "Typed just now");
      assert.equal(await isNewer(), 0, "what runs is not touched");
      await messages(page).getByRole("button", { name: "Reload" }).click();
      await until("the newer page", async () => isNewer().catch(() => 0), 60_000);
      await titled(page, "Typed just now");
      await settled(page);
      const names = await page.evaluate(() => caches.keys());
      assert.deepEqual(names, ["windtunnel-newer"], "the older build is gone as a whole");
    } finally {
      site.close();
    }
  });
