"""Run a notebook's cells so that those that came with the lesson take nothing from the learner's.

A check in the notebook runs right below the learner's cell; the judge's checks run after the last cell. A later cell of
the lesson's own that uses a name which the learner uses too, for a helper function or an import, would break the
learner's code in the judge alone.
"""

from __future__ import annotations

import sys
from typing import Any

from autograder.worker import absent
from autograder.worker.shell import make_shell, run_cell, run_plain_cell

SHELLS_OWN = frozenset("_ __ ___ _i _ii _iii _ih _oh _dh In Out exit quit get_ipython".split())
_OWNED: set[str] = set()  # the names that the learner's cells have set
_MISSING = object()


def run_own_cell(source: str) -> str | None:
    """Run a cell of the learner's; return the error that ended it as one line, or None."""
    if "" not in sys.path:
        sys.path.insert(0, "")  # as in Jupyter: what the learner writes into a file beside the notebook can be imported
    space = make_shell().user_ns
    before = dict(space)
    error = run_cell(source)
    _OWNED.update(name for name in set(space) - SHELLS_OWN if space[name] is not before.get(name, _MISSING))
    return error


def run_given_cell(source: str) -> str | None:
    """Run a cell that came with the lesson; what it makes of the learner's names is taken back afterwards."""
    space: dict[str, Any] = make_shell().user_ns
    kept = {name: space[name] for name in _OWNED if name in space}
    with absent.inert():
        error = run_plain_cell(source)
    space.update(kept)
    return error
