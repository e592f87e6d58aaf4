"""Whole numbers as ranges of them, such as the slots of a shard: 0 to 5460 and 9557 to 10922."""

from __future__ import annotations

from collections.abc import Iterable

Ranges = tuple[tuple[int, int], ...]  # first and last of each, both in it, from the smallest on


def ranges_of(numbers: Iterable[int]) -> Ranges:
    """Numbers as the fewest ranges."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return tuple((first, last) for first, last in found)


def numbers_in(ranges: Ranges) -> set[int]:
    """Every number of some ranges."""
    return {number for first, last in ranges for number in range(first, last + 1)}


def how_many(ranges: Ranges) -> int:
    """How many numbers some ranges have."""
    return sum(last - first + 1 for first, last in ranges)


def in_words(ranges: Ranges) -> str:
    """Ranges as a text: 0-5460,9557-10922."""
    return ",".join(f"{first}-{last}" if first < last else str(first) for first, last in ranges)
