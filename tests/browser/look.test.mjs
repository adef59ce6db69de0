// Every screen still looks as it was approved; docs/look.md says how, looks.mjs how tolerantly.
import { pageTest } from "./harness.mjs";
import { looksLike } from "./looks.mjs";
import { canvas, node, nodes, openExample, pause, settled, tab, timeline, until } from "./steps.mjs";

const WIDE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** The example at noon, with nothing moving and no pointer on it. */
async function still(page) {
  await settled(page);
  await pause(page);
  await timeline(page).focus();
  await page.keyboard.press("Home");
  for (let hour = 0; hour < 12; hour += 1) {
    await page.keyboard.press("PageUp");
  }
  await rest(page);
}

async function rest(page) {
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await page.waitForTimeout(400);
}

const SCREENS = {
  main: async () => {},
  node: async (page) => {
    await node(page, "Fraud model").click();
    await page.waitForTimeout(300);
  },
  charts: async (page) => {
    await page.getByRole("button", { name: "Charts", exact: true }).click();
    await page.getByRole("region", { name: "Charts" }).waitFor();
  },
  findings: async (page) => {
    await tab(page, "Findings");
  },
  menu: async (page) => {
    await page.getByRole("button", { name: "Examples", exact: true }).click();
  },
  search: async (page) => {
    await canvas(page).focus();
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("dialog").waitFor();
  },
  keys: async (page) => {
    await canvas(page).focus();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  },
  silent: async (page) => {
    await openExample(page, /silent/i);
    await until("the example", async () => /silent/i.test(await page.title()));
    await settled(page);
    await page.getByRole("slider", { name: "Day of the life" }).waitFor();
  },
  blank: async (page) => {
    await openExample(page, /^Blank/);
    await until("the blank page", async () => (await nodes(page).count()) === 0);
  },
};

/** Screens with grounds and drawings of their own are held in the dark, too. */
const DARK = ["main", "node", "silent"];

for (const [name, show] of Object.entries(SCREENS)) {
  for (const colorScheme of DARK.includes(name) ? ["light", "dark"] : ["light"]) {
    pageTest(`${name} looks as it should, ${colorScheme}`, { context: { ...WIDE, colorScheme } },
      async (page) => {
        await still(page);
        await show(page);
        await rest(page);
        await looksLike(page, `${name}-${colorScheme}`);
      });
  }
}

pageTest("high contrast looks as it should", {
  context: { ...WIDE, colorScheme: "light", contrast: "more" },
}, async (page) => {
  await still(page);
  await looksLike(page, "contrast-light");
});

pageTest("a phone looks as it should", { context: { ...PHONE, colorScheme: "light" } },
  async (page) => {
    await settled(page);
    await page.waitForTimeout(600);
    await looksLike(page, "phone-light");
    await page.getByRole("button", { name: "Parts", exact: true }).tap();
    await page.waitForTimeout(400);
    await looksLike(page, "phone-parts-light");
  });
