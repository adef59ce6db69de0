"""Streams that are a formula, so that both sides make them bit for bit.

Uniforms are SplitMix64 (Steele, Lea & Flood 2014), the upper 53 bits; `normal` is the sum of twelve
uniforms less 6 (mean 0, variance 1), added from left to right.
"""

MASK = (1 << 64) - 1


def uniforms(seed):
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        yield ((mixed ^ (mixed >> 31)) >> 11) * 2.0**-53


def normal(draws):
    total = 0.0
    for _ in range(12):
        total += next(draws)
    return total - 6.0


def stream(spec):
    """Values of {"law": "errors" or "normal", "seed": s, "pieces": [[count, level], ...]}."""
    draws = uniforms(spec["seed"])
    values = []
    for count, level in spec["pieces"]:
        for _ in range(count):
            if spec["law"] == "errors":
                values.append(1.0 if next(draws) < level else 0.0)
            else:
                values.append(level + normal(draws))
    return values
