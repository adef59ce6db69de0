// Opens the built page in a headless Chromium. One browser per test file, one fresh profile
// (context) per test, and any error in the page fails the test that caused it.
import assert from "node:assert/strict";
import { after, before, test as nodeTest } from "node:test";
import { chromium, setting } from "./env.mjs";

// The network flags keep Chromium from calling home, which a closed network answers slowly.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const URL_OF_PAGE = setting("WINDTUNNEL_URL");

let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: setting("WINDTUNNEL_CHROMIUM"),
    headless: true,
    args: FLAGS,
  });
});

after(async () => {
  await browser?.close();
});

/**
 * A test with a page that is loaded and mounted.
 *
 * `options.context` goes to Playwright's newContext (viewport, locale, colorScheme, ...);
 * `options.path` is added to the page's URL (a #fragment, a ?query);
 * `options.allow` lists patterns of console errors that are expected.
 */
export function pageTest(name, options, body) {
  if (typeof options === "function") {
    return pageTest(name, {}, options);
  }
  return nodeTest(name, { timeout: options.timeout ?? 60_000 }, async (t) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      // Each test is a first visit; only those about work without a network let it be kept.
      serviceWorkers: "block",
      ...options.context,
    });
    try {
      const page = await context.newPage();
      const problems = watchForProblems(page, options.allow ?? []);
      await open(page, options.path);
      await body(page, { context, t, problems });
      assert.deepEqual(problems, [], "the page reported errors");
    } finally {
      await context.close();
    }
  });
}

/** Loads the page and waits until the app has drawn its main landmark. */
export async function open(page, path = "") {
  await page.goto(URL_OF_PAGE + path);
  await page.locator("main").first().waitFor({ state: "visible", timeout: 30_000 });
}

/** Collects uncaught exceptions, console errors, and requests that failed or left the host. */
function watchForProblems(page, allow) {
  const problems = [];
  const add = (text) => {
    if (!allow.some((pattern) => pattern.test(text))) {
      problems.push(text);
    }
  };
  const home = new URL(URL_OF_PAGE);
  page.on("pageerror", (error) => add(`exception: ${error.stack ?? error}`));
  page.on("console", (message) => {
    if (message.type() === "error") {
      add(`console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("response", (response) => {
    if (response.status() >= 400) {
      add(`${response.status()}: ${response.url()}`);
    }
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    const web = url.protocol === "http:" || url.protocol === "https:";
    // Absolute URLs would break on a host that serves the page from a sub-path.
    if (web && (url.origin !== home.origin || !url.pathname.startsWith(home.pathname))) {
      add(`request outside of the page's folder: ${url}`);
    }
  });
  return problems;
}
