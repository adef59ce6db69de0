"""Sizes, power and tests of experiments by statsmodels."""

import json
import platform
from importlib.metadata import version

from statsmodels.stats.power import NormalIndPower, TTestIndPower
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    power_proportions_2indep,
    proportion_effectsize,
    proportions_ztest,
    samplesize_proportions_2indep_onetail,
)


def shares():
    for p1, p2, alpha, power, ratio in [
        (0.1, 0.11, 0.05, 0.8, 1.0),
        (0.05, 0.0525, 0.05, 0.8, 1.0),
        (0.001, 0.0011, 0.05, 0.8, 1.0),
        (0.3, 0.25, 0.01, 0.9, 2.0),
        (0.5, 0.6, 0.1, 0.95, 0.25),
    ]:
        effect = proportion_effectsize(p2, p1)
        units = NormalIndPower().solve_power(
            effect_size=effect, alpha=alpha, power=power, ratio=ratio
        )
        # Their first group is our treated arm.
        pooled = samplesize_proportions_2indep_onetail(
            diff=p2 - p1, prop2=p1, power=power, ratio=1.0 / ratio, alpha=alpha
        ) / ratio
        reached = power_proportions_2indep(
            diff=p2 - p1, prop2=p1, nobs1=1000 * ratio, ratio=1.0 / ratio, alpha=alpha
        ).power
        yield {
            "control": p1, "treated": p2, "alpha": alpha, "power": power, "ratio": ratio,
            "arcsine": units, "pooled_null": pooled, "power_of_1000": reached,
        }


def means():
    for effect, alpha, power, ratio in [
        (0.2, 0.05, 0.8, 1.0),
        (0.02, 0.05, 0.8, 1.0),
        (1.0, 0.05, 0.8, 1.0),
        (0.5, 0.01, 0.95, 3.0),
        (2.0, 0.1, 0.9, 1.0),
    ]:
        solver = TTestIndPower()
        yield {
            "effect": effect, "alpha": alpha, "power": power, "ratio": ratio,
            "units": solver.solve_power(
                effect_size=effect, alpha=alpha, power=power, ratio=ratio
            ),
            "power_of_20": solver.power(effect, 20, alpha, ratio=ratio),
            "detectable_of_50": solver.solve_power(
                nobs1=50, alpha=alpha, power=power, ratio=ratio
            ),
        }


def tests():
    for a, n, b, m in [(480, 5000, 560, 5100), (12, 300, 25, 280), (50, 100, 50, 100)]:
        z, p = proportions_ztest([b, a], [m, n])
        low, high = confint_proportions_2indep(b, m, a, n, method="wald", compare="diff")
        yield {
            "control": [a, n], "treated": [b, m],
            "z": float(z), "p": float(p), "low": float(low), "high": float(high),
        }


if __name__ == "__main__":
    versions = {"python": platform.python_version(), "statsmodels": version("statsmodels")}
    result = {"shares": list(shares()), "means": list(means()), "tests": list(tests())}
    result = json.loads(json.dumps(result, default=float))
    print(json.dumps({"versions": versions, **result}, indent=1))
