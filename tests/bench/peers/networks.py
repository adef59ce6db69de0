"""The networks, and how a peer is called: the same arguments and the same line of JSON for all."""

import argparse
import json
import math
import resource
import sys
import time

# Arrivals per second; per station: servers, mean service, and where its jobs go with what
# probability (None is the way out).
NETWORKS = {
    "mm1": (0.8, [(1, 1.0, [(1.0, None)])]),
    "mm4": (3.6, [(4, 1.0, [(1.0, None)])]),
    "jackson": (
        1.0,
        [
            (2, 1.0, [(1.0, 1)]),
            (1, 0.5, [(0.6, 2), (0.4, 3)]),
            (2, 1 / 0.55, [(1.0, 4)]),
            (1, 1 / 0.8, [(1.0, 4)]),
            (2, 1 / 0.9, [(0.3, 0), (0.7, None)]),
        ],
    ),
}


def main(simulate):
    """Measures `simulate(rate, stations, customers, seed)`, which returns events and the mean."""
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=sorted(NETWORKS))
    parser.add_argument("--customers", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    # The other engines repeat short runs; these take seconds for one.
    parser.add_argument("--seconds", type=float, default=0.0)
    args = parser.parse_args()
    rate, stations = NETWORKS[args.workload]
    start_kb = peak_kb()
    start = time.perf_counter()
    events, mean = simulate(rate, stations, args.customers, args.seed)
    seconds = time.perf_counter() - start
    line = {
        "events": events,
        "seconds": seconds,
        "customers": args.customers,
        "mean": mean if math.isfinite(mean) else None,
        "start_kb": start_kb,
        "peak_kb": peak_kb(),
    }
    print(json.dumps(line))


def peak_kb():
    """The most memory this process has had; macOS counts bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak
