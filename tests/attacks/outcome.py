"""Notebooks made of cells, and what came of them."""

from __future__ import annotations

import os
from contextlib import suppress

from autograder.judge import sandbox

WALLED = sandbox.bubblewrap() is not None


def notebook(*cells):
    return {"cells": [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]}


def verdicts(result, exercise="claim"):
    """One letter a check: p(assed), f(ailed), n(ot attempted), c(rashed), t(imed out), j(udge broken)."""
    checks = next(each for each in result.exercises if each.name == exercise).checks
    return "".join(check.verdict.value[0] for check in checks)


def said(result):
    """Everything that a learner or an instructor is told."""
    return "\n".join([*result.problems, *(check.message for each in result.exercises for check in each.checks)])


def descriptors():
    """How many files are open here; not those of /proc, which the thread that watches memory reads now and then."""
    held = 0
    for each in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):
            held += not os.readlink(f"/proc/self/fd/{each}").startswith("/proc")
    return held
