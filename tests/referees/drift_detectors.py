"""Page-Hinkley, DDM, EDDM and ADWIN of river on streams of errors and of normal values: after which
values each says something else than before."""

import json
import platform
from importlib.metadata import version

from river import drift

from streams import stream

STREAMS = [
    {"law": "errors", "seed": 1, "pieces": [[5000, 0.05], [5000, 0.10]]},
    {"law": "errors", "seed": 2, "pieces": [[5000, 0.20], [5000, 0.25]]},
    {"law": "errors", "seed": 3, "pieces": [[2000, 0.3], [2000, 0.6], [2000, 0.1]]},
    {"law": "errors", "seed": 4, "pieces": [[6000, 0.08]]},
    {"law": "errors", "seed": 5, "pieces": [[100 * step, 0.02 * step] for step in range(1, 13)]},
    {"law": "normal", "seed": 6, "pieces": [[3000, 0.0], [3000, 0.5], [3000, -0.5]]},
    {"law": "normal", "seed": 7, "pieces": [[1000, 0.0], [50, 8.0], [1000, 0.0], [1000, 3.0]]},
    {"law": "normal", "seed": 8, "pieces": [[40, 0.02 * step] for step in range(200)]},
    {"law": "normal", "seed": 9, "pieces": [[20000, 100.0]]},
]

BOTH = [
    {"detector": "page_hinkley"},
    {"detector": "page_hinkley", "threshold": 20.0},
    {"detector": "page_hinkley", "threshold": 20.0, "side": "up", "delta": 0.02, "alpha": 0.99},
    {"detector": "page_hinkley", "threshold": 15.0, "side": "down", "min_instances": 200},
    {"detector": "adwin"},
    {"detector": "adwin", "delta": 0.2, "clock": 1, "max_buckets": 3},
    {"detector": "adwin", "delta": 0.05, "clock": 7, "min_window": 20, "grace_period": 300},
]

ERRORS_ONLY = [
    {"detector": "ddm"},
    {"detector": "ddm", "warm_start": 300, "warning": 2.5, "drift": 4.0},
    {"detector": "eddm"},
    {"detector": "eddm", "warm_start": 100, "warning": 0.9, "drift": 0.8},
]

KINDS = {
    "page_hinkley": drift.PageHinkley,
    "adwin": drift.ADWIN,
    "ddm": drift.binary.DDM,
    "eddm": drift.binary.EDDM,
}

NAMES = {
    ("page_hinkley", "side"): "mode",
    ("adwin", "min_window"): "min_window_length",
    ("ddm", "warning"): "warning_threshold",
    ("ddm", "drift"): "drift_threshold",
    ("eddm", "warning"): "alpha",
    ("eddm", "drift"): "beta",
}


def changes(spec, values):
    """Places at which the detector changes its mind, with what it says from there on. A drift is
    told each time, and that it is over (at the next value) is not."""
    kind = spec["detector"]
    settings = {
        NAMES.get((kind, name), name): value for name, value in spec.items() if name != "detector"
    }
    detector = KINDS[kind](**settings)
    found = []
    before = "stable"
    for place, value in enumerate(values):
        detector.update(int(value) if kind in ("ddm", "eddm") else value)
        now = "stable"
        if detector.drift_detected:
            now = "drift"
        elif getattr(detector, "warning_detected", False):
            now = "warning"
        if now == "drift" or (now != before and (before, now) != ("drift", "stable")):
            found.append([place, now])
        before = now
    return found


def run():
    for spec in STREAMS:
        values = stream(spec)
        detectors = BOTH + (ERRORS_ONLY if spec["law"] == "errors" else [])
        for detector in detectors:
            yield {"stream": spec, "detector": detector, "changes": changes(detector, values)}


if __name__ == "__main__":
    versions = {"python": platform.python_version(), "river": version("river")}
    runs = ",\n  ".join(json.dumps(each) for each in run())
    print(f'{{"versions": {json.dumps(versions)},\n "runs": [\n  {runs}\n ]}}')
