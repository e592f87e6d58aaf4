"""Mutants that nobody can tell from the original: `equivalent.md` in an exercise's folder, with a reason each.

    # What changes nothing that a caller could see

    ## reference

    * `return total[ or 0 → ]`: total is never None here.
"""

from __future__ import annotations

import re
from pathlib import Path

FILE = "equivalent.md"
_HEADING = re.compile(r"^## (\S+)\s*$")
_LINE = re.compile(r"^\* ``? ?(.+?) ?``?: (\S.*)$")


def explained(folder: Path) -> dict[str, dict[str, str]]:
    """The reasons, by solution and by the mutant's name; none where there is no file.

    Raises:
        ValueError: a line that begins as one of a mutant does is not well formed.
    """
    path = folder / FILE
    found: dict[str, dict[str, str]] = {}
    solution = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else (), 1):
        heading, entry = _HEADING.match(line), _LINE.match(line)
        if heading:
            solution = heading[1]
        elif entry and solution:
            found.setdefault(solution, {})[entry[1]] = entry[2]
        elif line.startswith("*"):
            raise ValueError(f"{path.name}, line {number}: write * `change`: reason, below a heading ## solution.")
    return found
