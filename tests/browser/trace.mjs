// How long the page's scripts keep its main thread in each frame, from Chromium's own trace.

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"];

/** Script comes in through these; what they call is inside them. */
const SCRIPT = new Set([
  "EventDispatch",
  "FireAnimationFrame",
  "FunctionCall",
  "TimerFire",
  "RunMicrotasks",
  "HandlePostMessage",
  "EvaluateScript",
]);

/** Work of the browser that a script may have to wait for: rendering, not scripting. */
const RENDERING = new Set(["Layout", "UpdateLayoutTree", "Paint", "PrePaint", "Layerize"]);

/**
 * Does something with the pointer while tracing, and returns the milliseconds of script in each frame
 * in which the page heard it move. (Where the machine is quick there are frames between two steps;
 * with a hand at the mouse there are none.)
 */
export async function scriptPerFrame(page, doing) {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: CATEGORIES, excludedCategories: ["*"] },
  });
  await doing();
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  return frames(events);
}

function frames(events) {
  const thread = main(events);
  const mine = events
    .filter((it) => `${it.pid} ${it.tid}` === thread)
    .sort((one, other) => one.ts - other.ts);
  const ends = mine.filter((it) => it.name === "Commit" && it.ph === "X");
  const script = union(mine.filter((it) => it.ph === "X" && SCRIPT.has(it.name)));
  const rendering = union(mine.filter((it) => it.ph === "X" && RENDERING.has(it.name)));
  const moves = mine.filter((it) => it.args?.data?.type === "pointermove").map((it) => it.ts);
  // A frame goes until the page is handed over to be shown, and the next begins: input, all callbacks
  // of the frame, and what is between. (Each callback is an event of its own: no mark of frames.)
  const spans = ends.slice(1).map((end, at) => [ends[at].ts, end.ts]);
  const moved = spans.filter(([from, to]) => moves.some((at) => at >= from && at < to));
  if (moved.length === 0) {
    throw new Error("no frame in the trace in which the pointer moved: are its events named anew?");
  }
  return moved.map(([from, to]) =>
    (within(script, from, to) - both(script, rendering, from, to)) / 1000);
}

/** The thread that runs animation frames. */
function main(events) {
  const counts = new Map();
  for (const it of events.filter((event) => event.name === "FireAnimationFrame")) {
    const thread = `${it.pid} ${it.tid}`;
    counts.set(thread, (counts.get(thread) ?? 0) + 1);
  }
  const [most] = [...counts].sort((one, other) => other[1] - one[1]);
  if (!most) {
    throw new Error("no animation frame in the trace: did anything move?");
  }
  return most[0];
}

/** Sorted spans [from, to] without overlaps. */
function union(events) {
  const spans = [];
  for (const it of events) {
    const end = it.ts + (it.dur ?? 0);
    const last = spans.at(-1);
    if (last && it.ts <= last[1]) {
      last[1] = Math.max(last[1], end);
    } else {
      spans.push([it.ts, end]);
    }
  }
  return spans;
}

const overlap = ([a, b], from, to) => Math.max(0, Math.min(b, to) - Math.max(a, from));

const within = (spans, from, to) => spans.reduce((sum, span) => sum + overlap(span, from, to), 0);

/** Time in both. */
function both(ones, others, from, to) {
  const inside = others.filter((span) => overlap(span, from, to) > 0);
  return inside.reduce(
    (sum, [a, b]) => sum + within(ones, Math.max(a, from), Math.min(b, to)),
    0,
  );
}

/** The value below which this share lies. */
export function percentile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
