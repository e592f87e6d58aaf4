"""Mutants that nobody can tell from the original: `equivalent.md` in an exercise's folder, with a reason each.

    # What changes nothing that a caller could see

    ## reference

    * `return total[ or 0 → ]`: total is never None here.
    * each with `pause`: the contract leaves the length of the pauses free.

The first kind explains one mutant by its name; the second those whose name holds a match of a regular expression.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILE = "equivalent.md"
_HEADING = re.compile(r"^## (\S+)\s*$")
_LINE = re.compile(r"^\* (each with )?``? ?(.+?) ?``?: (\S.*)$")


@dataclass(frozen=True)
class Reason:
    """Why mutants of one solution survive.

    Attributes:
        solution: its name.
        what: a mutant's name, or with `many` a regular expression that is searched for in names.
        why: the reason, for people.
        many: it may stand for several mutants; some of them may be caught.
    """

    solution: str
    what: str
    why: str
    many: bool = False

    def explains(self, solution: str, name: str) -> bool:
        """Whether it is about this mutant."""
        found = re.search(self.what, name) is not None if self.many else name == self.what
        return self.solution == solution and found


def explained(folder: Path) -> list[Reason]:
    """The reasons in an exercise's folder, in their order; none where there is no file.

    Raises:
        ValueError: a line that begins as one of a mutant does is not well formed.
    """
    path = folder / FILE
    found: list[Reason] = []
    solution = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else (), 1):
        heading, entry = _HEADING.match(line), _LINE.match(line)
        if heading:
            solution = heading[1]
        elif entry and solution and _is_pattern(entry[2]) >= bool(entry[1]):
            found.append(Reason(solution, entry[2], entry[3], bool(entry[1])))
        elif line.startswith("*"):
            raise ValueError(f"{path.name}, line {number}: write * `change`: reason, below a heading ## solution.")
    return found


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True
