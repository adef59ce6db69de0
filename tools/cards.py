"""Measurements on held-out rows, and the writing of cards and samples."""

import json

import numpy as np


def shortest(value):
    """The shortest decimal that reads back as the same 32-bit float; NaN is null."""
    value = np.float32(value)
    if np.isnan(value):
        return None
    return int(value) if value == int(value) and abs(value) < 2**24 else float(str(value))


def rounded(value, digits=6):
    return round(float(value), digits)


def calibration(scores, truth, bins=10):
    """Ten equal-width bins, empty ones left out, and the expected calibration error."""
    at = np.minimum((scores * bins).astype(int), bins - 1)
    rows = []
    for b in range(bins):
        here = at == b
        if here.any():
            rows.append((scores[here].mean(), truth[here].mean(), int(here.sum())))
    ece = sum(n * abs(p - o) for p, o, n in rows) / len(scores)
    return ece, [
        {"mean_predicted": rounded(p), "observed": rounded(o), "n": n} for p, o, n in rows
    ]


def summary(column):
    """Range and spread of a feature over the training rows, missing ones left out."""
    column = column[~np.isnan(column)]
    p5, p50, p95 = np.percentile(column, [5, 50, 95])
    return {
        "min": shortest(column.min()),
        "max": shortest(column.max()),
        "p5": shortest(p5),
        "p50": shortest(p50),
        "p95": shortest(p95),
        "std": rounded(column.std()),
    }


def write_card(path, card):
    path.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_sample(path, ident, columns, rows, labels, scores):
    """One row a line, so that a change shows as the rows it touched."""
    def lines(matrix):
        body = ",\n".join(
            json.dumps([shortest(v) for v in row], separators=(",", ":")) for row in matrix
        )
        return f"[\n{body}\n]"

    path.write_text(
        "{\n"
        f'"id": {json.dumps(ident)},\n'
        f'"columns": {json.dumps(columns)},\n'
        f'"rows": {lines(rows)},\n'
        f'"labels": {json.dumps([int(v) for v in labels], separators=(",", ":"))},\n'
        f'"expected_scores": {lines(scores)}\n'
        "}\n",
        encoding="utf-8",
    )
