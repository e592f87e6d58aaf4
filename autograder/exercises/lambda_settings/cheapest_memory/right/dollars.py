"""A class for a line, and the price of a GB-second."""

from dataclasses import dataclass
from fractions import Fraction
from statistics import mean

PRICE = Fraction("0.0000166667")


@dataclass
class Report:
    parts: dict

    @classmethod
    def read(cls, line):
        return cls(dict(piece.partition(": ")[::2] for piece in line.split("\t")))

    def number(self, name):
        return Fraction(self.parts.get(name, "0 -").split(" ")[0])

    def in_time(self, deadline):
        return "Status" not in self.parts and self.number("Duration") + self.number("Init Duration") <= deadline

    @property
    def size(self):
        return int(self.number("Memory Size"))

    @property
    def dollars(self):
        return self.size / 1024 * self.number("Billed Duration") / 1000 * PRICE


def cheapest_memory(log, deadline_ms):
    reports = [Report.read(line) for line in log if line.startswith("REPORT ")]
    by_size = {size: [each for each in reports if each.size == size] for size in {each.size for each in reports}}
    good = {
        size: mean(each.dollars for each in of_size)
        for size, of_size in by_size.items()
        if all(each.in_time(deadline_ms) for each in of_size)
    }
    if not good:
        return None
    least = min(good.values())
    return max(size for size, cost in good.items() if cost == least)
