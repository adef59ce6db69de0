"""What the referees have in common: replications, intervals, one JSON object on standard output."""

import json
import math
import platform
from importlib.metadata import version

REPLICATIONS = 24
# Two-sided 95 % quantile of Student's t with 23 degrees of freedom.
STUDENT_T = 2.0686576104190406


def across(samples):
    """Mean over the replications, with the half-width of its 95 % interval."""
    count = len(samples)
    mean = sum(samples) / count
    variance = sum((sample - mean) ** 2 for sample in samples) / (count - 1)
    return {"mean": mean, "half_width_95": STUDENT_T * math.sqrt(variance / count)}


def report(tool, replication):
    """Runs `replication(seed)`, which gives a number for each name, and prints the intervals."""
    runs = [replication(seed) for seed in range(1, REPLICATIONS + 1)]
    result = {
        "versions": {"python": platform.python_version(), tool: version(tool)},
        "replications": REPLICATIONS,
        "metrics": {name: across([run[name] for run in runs]) for name in sorted(runs[0])},
    }
    print(json.dumps(result, indent=1))
