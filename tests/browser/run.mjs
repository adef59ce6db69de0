// Runs every *.test.mjs beside it (or those whose name contains an argument) with node's runner.
// Normally started by `cargo xtask test --only browser`; env.mjs says what it needs otherwise.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import "./env.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(here)
  .filter((name) => name.endsWith(".test.mjs"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort()
  .map((name) => join(here, name));
if (files.length === 0) {
  console.error(`no test file matches ${wanted.join(", ") || "*.test.mjs"}`);
  process.exit(1);
}
// One file at a time: each starts a browser, and two would wait for each other.
const args = ["--test", "--test-concurrency=1", "--test-reporter=spec", ...files];
const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
process.exit(status ?? 1);
