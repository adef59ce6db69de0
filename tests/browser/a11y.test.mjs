// axe-core finds nothing serious on any screen.
import { check } from "./axe.mjs";
import { pageTest } from "./harness.mjs";
import { addIncident, dialogBy, inspector, link, node, settled, tab } from "./steps.mjs";

/** Closes a dialog or a menu. */
async function leave(page, role) {
  await page.keyboard.press("Escape");
  await page.getByRole(role).waitFor({ state: "detached" });
}

for (const colorScheme of ["light", "dark"]) {
  const options = { context: { colorScheme }, timeout: 180_000 };
  pageTest(`the main screen is accessible, ${colorScheme}`, options, async (page) => {
    await settled(page);
    await check(page, "the main screen");
    await node(page, "Fraud analysts").click();
    await check(page, "a node in the inspector");
    await link(page, "Shop", "Gateway").focus();
    await page.keyboard.press("Enter");
    await inspector(page).getByRole("heading", { name: "Shop to Gateway" }).waitFor();
    await check(page, "a link in the inspector");
    await page.keyboard.press("Control+a");
    await check(page, "everything selected");
    for (const name of ["Design", "Model lab", "Findings", "History", "Help"]) {
      await tab(page, name);
      await check(page, name);
    }
  });

  pageTest(`the dock is accessible, ${colorScheme}`, options, async (page) => {
    await settled(page);
    await page.getByRole("button", { name: "Charts", exact: true }).click();
    const dock = page.getByRole("region", { name: "Charts" });
    await dock.waitFor();
    for (const name of ["Outlook", "Life", "Decisions", "Outline", "Charts"]) {
      await dock.getByRole("tab", { name, exact: true }).click();
      await dock.getByRole("tabpanel", { name, exact: true }).waitFor();
      await settled(page);
      if (name === "Outline") {
        await dock.getByRole("button", { name: /^Fraud model / }).click();
      }
      await check(page, name);
    }
    // At once, while the charts are still those of the design before.
    await addIncident(page, "Outage");
    await check(page, "charts and an incident");
    await settled(page);
    await check(page, "charts of the incident");
  });

  pageTest(`dialogs and menus are accessible, ${colorScheme}`, options, async (page) => {
    await settled(page);
    for (const name of ["Menu", "Examples"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("menu").waitFor();
      await check(page, name);
      await leave(page, "menu");
    }
    await node(page, "Gateway").focus();
    await page.keyboard.press("Enter");
    const dialogs = [["Control+k", "Search everything"], ["Shift+L", "Connect to"],
      ["Control+ArrowRight", "Add a part after this"], ["?", "Keys and gestures"]];
    for (const [keys, name] of dialogs) {
      await dialogBy(page, keys, name);
      await check(page, name);
      await leave(page, "dialog");
    }
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menu").waitFor();
    await check(page, "the menu of a part");
  });
}

pageTest("a phone's screen is accessible", {
  context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  timeout: 120_000,
}, async (page) => {
  await settled(page);
  await check(page, "the main screen");
  const settings = page.getByRole("button", { name: "Seed and horizon" });
  await settings.tap();
  await check(page, "the run settings");
  await settings.tap();
  await page.getByRole("button", { name: "Parts", exact: true }).tap();
  await check(page, "the parts");
  await page.getByRole("button", { name: "Close the parts" }).tap();
  await node(page, "Gateway").tap();
  await page.getByRole("button", { name: "Inspector", exact: true }).tap();
  await inspector(page).getByRole("heading", { name: "Gateway", level: 2 }).waitFor();
  await check(page, "the inspector");
  await inspector(page).getByRole("button", { name: "Close the inspector" }).tap();
  await page.getByRole("button", { name: "Menu", exact: true }).tap();
  await check(page, "the menu");
  await page.getByRole("menuitem", { name: "Show or hide the outline" }).tap();
  await page.getByRole("tabpanel", { name: "Outline" }).waitFor();
  await check(page, "the outline");
});
