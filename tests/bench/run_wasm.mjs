// Runs a workload in the engine's wasm build and prints the same line of JSON as the native one:
//   node run_wasm.mjs ENGINE.wasm WORKLOAD --customers N --seed S --seconds T

import { readFile } from "node:fs/promises";
import { performance } from "node:perf_hooks";

// In the order of `workload::ALL`.
const WORKLOADS = ["mm1", "mm4", "jackson", "mm4-timeouts", "card-fraud"];

const [file, workload, ...rest] = process.argv.slice(2);
const options = { customers: 0, seed: 1, seconds: 0 };
for (let at = 0; at < rest.length; at += 2) {
  options[rest[at].replace(/^--/, "")] = Number(rest[at + 1]);
}

const module = await WebAssembly.compile(await readFile(file));
const { run, mean, memory } = (await WebAssembly.instantiate(module, {})).exports;

function simulate(customers, seed) {
  const events = run(WORKLOADS.indexOf(workload), customers, seed);
  if (!(events > 0)) {
    throw new Error(`${workload} is refused: ${events}`);
  }
  return events;
}

const start_kb = memory.buffer.byteLength / 1024;
// Short runs first, until the second compiler, which works beside the first one's code, is done:
// a second on a busy machine.
let start = performance.now();
const seconds = () => (performance.now() - start) / 1000;
while (seconds() < 3 * options.seconds) {
  simulate(Math.ceil(options.customers / 10), options.seed);
}
let events = 0;
let runs = 0;
let means = 0;
start = performance.now();
while (runs === 0 || seconds() < options.seconds) {
  events += simulate(options.customers, options.seed + runs);
  means += mean();
  runs += 1;
}
console.log(
  JSON.stringify({
    events,
    seconds: seconds(),
    customers: runs * options.customers,
    mean: means / runs,
    start_kb,
    peak_kb: memory.buffer.byteLength / 1024,
  }),
);
