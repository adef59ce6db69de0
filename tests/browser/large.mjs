// Large designs, made by number: the same count, the same design.

/**
 * A design of `count` nodes in columns, wired forwards with about `links` links. Its requests pass
 * through few of them, so that a run takes no longer than that of an example.
 */
export function large(count, links) {
  const rows = Math.ceil(Math.sqrt(count / 2));
  const id = (at) => `n${String(at).padStart(4, "0")}`;
  const nodes = {
    in: { kind: "traffic", at: { x: 0, y: 0 }, params: { rate_per_s: 20 } },
    out: { kind: "sink", at: { x: 240 * (Math.ceil(count / rows) + 1), y: 0 } },
  };
  const wires = {};
  const wire = (from, to) => {
    wires[`${from}-${to}`] = { from, to };
  };
  const inner = count - 2;
  for (let at = 0; at < inner; at += 1) {
    const place = { x: 240 * (1 + Math.floor(at / rows)), y: 136 * (at % rows) };
    nodes[id(at)] = { kind: "service", at: place, params: { service_mean_ms: 1, servers: 4 } };
  }
  wire("in", id(0));
  for (let at = 0; at < inner; at += 1) {
    wire(id(at), at + rows < inner ? id(at + rows) : "out");
  }
  // Further links, to near rows of the next columns.
  for (const hop of [rows + 1, 2 * rows + 1, rows + 2, 2 * rows + 3]) {
    for (let at = 0; at + hop < inner && Object.keys(wires).length < links; at += 1) {
      wire(id(at), id(at + hop));
    }
  }
  return JSON.stringify({
    format: "windtunnel",
    schema: 1,
    title: `${count} nodes`,
    nodes,
    links: wires,
    run: { horizon_s: 3600, seed: 1 },
  });
}
