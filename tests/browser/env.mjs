// What `cargo xtask test --only browser` hands over, and a clear word where it did not.
import { createRequire } from "node:module";
import { join } from "node:path";

export function setting(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `${name} is not set. Run the suite with \`cargo xtask test --only browser\`, ` +
        "or set WINDTUNNEL_URL, WINDTUNNEL_CHROMIUM and WINDTUNNEL_NODE_MODULES yourself.",
    );
  }
  return value;
}

// NODE_PATH does not work for `import`, and the packages live outside of the repository.
const require = createRequire(join(setting("WINDTUNNEL_NODE_MODULES"), "any.js"));

export const { chromium } = require("playwright-core");

// The text of a script in one of those packages, to be injected into a page (axe-core).
export function packageFile(name) {
  return require.resolve(name);
}
