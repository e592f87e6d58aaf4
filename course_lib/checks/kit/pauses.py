"""Numbers that ought to be drawn by chance, from 0 up to a bound: whether they look like it.

Three statistics, each with a bound that even numbers exceed less than once in a thousand million tries: the largest
distance between how many are below a share and how many ought to be (Kolmogorov and Smirnov; its tail is at most
2 exp(-2 n d²), the inequality of Dvoretzky, Kiefer, Wolfowitz and Massart), how far they lie from the middle (the mean
square; Bernstein's inequality), and the longest number itself.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

CHANCE = 1e-9  # that right numbers are refused
ALIKE = 1e-4  # shares that are nearer to each other are taken for one; clocks are no more exact


def uneven(shares: Sequence[float]) -> bool:
    """Whether these are not spread evenly from 0 to 1.

    Args:
        shares: drawn numbers, each divided by its bound.
    """
    return bool(shares) and (_crowds_somewhere(shares) or _is_drawn_to_the_middle_or_ends(shares))


def _crowds_somewhere(shares: Sequence[float]) -> bool:
    count = len(shares)
    steps = list(enumerate(sorted(shares)))
    distance = max(max(share - below / count, (below + 1) / count - share) for below, share in steps)
    return distance > math.sqrt(math.log(2 / CHANCE) / (2 * count))


def _is_drawn_to_the_middle_or_ends(shares: Sequence[float]) -> bool:
    """Such as the sum of two draws, or a normal distribution: they have the right mean, and seldom come near an end."""
    count, bits = len(shares), math.log(2 / CHANCE)
    mean, variance, widest = 1 / 3, 4 / 45, 2 / 3  # of (2 x - 1)², for an even x
    found = sum((2 * share - 1) ** 2 for share in shares) / count
    linear = bits * widest / 3
    return abs(found - mean) > (linear + math.sqrt(linear**2 + 2 * count * bits * variance)) / count


def quarters(shares: Sequence[float]) -> str:
    """How many lie in each quarter of what they may be, for a finding."""
    counts = Counter(min(3, int(4 * share)) for share in shares)
    parts = [f"{counts[quarter] / len(shares):.0%}" for quarter in range(4)]
    return (
        f"Of {len(shares)} pauses {', '.join(parts[:3])} and {parts[3]} lay in the four quarters from 0 to their bound."
    )


def stays_below(shares: Sequence[float], part: float) -> bool:
    """Whether none comes up to this part of its bound, although so many ought to have."""
    return max(shares, default=0.0) < part and part ** len(shares) < CHANCE


def drawn_once(calls: Sequence[Sequence[float]]) -> bool:
    """Whether most pauses within one call are one and the same share of their bounds."""
    return _mostly_alike([pair for call in calls for pair in pairwise(call)])


def same_in_each_call(calls: Sequence[Sequence[float]]) -> bool:
    """Whether most pauses of a call are those of the call before."""
    return _mostly_alike([pair for one, other in pairwise(calls) for pair in zip(one, other, strict=False)])


def _mostly_alike(pairs: Sequence[tuple[float, float]]) -> bool:
    alike = sum(abs(one - other) < ALIKE for one, other in pairs)
    return bool(pairs) and alike > 0.8 * len(pairs)
