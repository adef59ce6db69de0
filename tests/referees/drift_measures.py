"""Measures of drift by SciPy and NumPy, on samples of normal values and on counts."""

import json
import platform
from importlib.metadata import version

import numpy as np
from scipy import special, stats
from scipy.spatial.distance import jensenshannon

from streams import stream

SAMPLES = [
    ([[2000, 0.0]], [[700, 0.2]]),
    ([[300, 0.0]], [[300, 0.0]]),
    ([[50, 0.0]], [[31, 1.5]]),
    ([[5000, 0.0]], [[2500, -0.5], [2500, 3.0]]),
]

COUNTS = [
    ([120, 80, 60, 40], [100, 90, 70, 45]),
    ([10, 0, 5, 0, 900], [8, 2, 0, 0, 1000]),
    ([500, 500], [480, 531]),
]


def psi(expected, actual):
    """With 0.0001 for an empty bin, as in Evidently."""
    expected, actual = (np.where(shares == 0.0, 1e-4, shares) for shares in (expected, actual))
    return np.sum((actual - expected) * np.log(actual / expected))


def of_samples(reference, new):
    edges = np.quantile(reference, np.arange(1, 10) / 10)
    bins = np.concatenate(([-np.inf], edges, [np.inf]))
    expected, actual = (np.histogram(x, bins)[0] / len(x) for x in (reference, new))
    ks = stats.ks_2samp(reference, new, method="asymp").statistic
    effective = len(reference) * len(new) / (len(reference) + len(new))
    distance = stats.wasserstein_distance(reference, new)
    return {
        "psi": psi(expected, actual),
        "ks": ks,
        "ks_p": special.kolmogorov(np.sqrt(effective) * ks),
        "wasserstein": distance,
        "wasserstein_normed": distance / np.std(reference),
        "js_distance": jensenshannon(expected, actual),
    }


def of_counts(a, b):
    a, b = np.array(a), np.array(b)
    kept = (a + b) > 0
    test = stats.chi2_contingency(np.array([a[kept], b[kept]]), correction=False)
    p, q = a / a.sum(), b / b.sum()
    places = np.arange(len(a), dtype=float)
    return {
        "chi_square": test.statistic,
        "df": test.dof,
        "p": test.pvalue,
        "psi": psi(p, q),
        "kl": stats.entropy(p, np.where(q == 0.0, 1e-4, q) * 1.0) if (q > 0).all() else None,
        "js_distance": jensenshannon(p, q),
        "wasserstein": stats.wasserstein_distance(places, places, p, q),
    }


def functions():
    """Name, arguments and value of distribution functions and quantiles."""
    known = {
        "incomplete_beta": special.betainc,
        "incomplete_gamma_lower": special.gammainc,
        "incomplete_gamma_upper": special.gammaincc,
        "chi_square_quantile": stats.chi2.ppf,
        "student_t_cdf": stats.t.cdf,
        "student_t_quantile": stats.t.ppf,
        "noncentral_t_cdf": stats.nct.cdf,
        "kolmogorov_tail": special.kolmogorov,
    }
    arguments = {
        "incomplete_beta": [(0.5, 0.5, 0.1), (2, 3, 0.7), (200, 0.5, 0.99), (30, 500, 0.05)],
        "incomplete_gamma_lower": [(0.5, 0.01), (3, 2), (100, 80), (2000, 2050)],
        "incomplete_gamma_upper": [(0.5, 9), (3, 20), (100, 130), (2000, 2050)],
        "chi_square_quantile": [(0.95, 9), (0.001, 3), (0.999, 800), (0.5, 0.7)],
        "student_t_cdf": [(-2, 1), (0.3, 4.5), (2.1, 30), (-3, 100_000)],
        "student_t_quantile": [(0.975, 1), (0.1, 7), (0.9995, 60), (0.95, 5_000_000)],
        "noncentral_t_cdf": [(2, 10, 1), (-1, 3, 0.5), (2.5, 784, 2.8), (6, 1.5, 2), (0.5, 40, -2)],
        "kolmogorov_tail": [(0.2,), (0.5,), (0.9,), (1.1,), (1.358,), (3,)],
    }
    for name, rows in arguments.items():
        for row in rows:
            row = [float(x) for x in row]
            yield {"function": name, "of": row, "value": float(known[name](*row))}


def plain(measures):
    return {name: None if x is None else float(x) for name, x in measures.items()}


def run():
    samples = []
    for place, pieces in enumerate(SAMPLES):
        specs = [
            {"law": "normal", "seed": 100 + 2 * place + side, "pieces": pieces[side]}
            for side in range(2)
        ]
        measures = of_samples(*(np.array(stream(spec)) for spec in specs))
        samples.append({"samples": specs, "measures": plain(measures)})
    counts = [{"counts": pair, "measures": plain(of_counts(*pair))} for pair in COUNTS]
    return {"samples": samples, "counts": counts, "functions": list(functions())}


if __name__ == "__main__":
    versions = {"python": platform.python_version()}
    versions |= {name: version(name) for name in ("numpy", "scipy")}
    print(json.dumps({"versions": versions, **run()}, indent=1))
