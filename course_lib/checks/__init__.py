"""What a check is made of. Authors need no more than this and `course_lib.checks.kit`.

    from course_lib.checks import Exercise, Reason, expect, require

The names are fetched when they are first asked for: whoever wants one small module of this package gets no more.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.checks.exercise import Check, Exam, Exercise
    from course_lib.checks.expectations import (
        SLIPS,
        Failure,
        NotAttempted,
        expect,
        expect_client_error,
        expect_found,
        expect_raises,
        require,
    )
    from course_lib.checks.explore import Fault, crash_points, interleavings
    from course_lib.checks.reasons import Reason, Seen
    from course_lib.checks.results import RAISED, Finding
    from course_lib.checks.submission import CallProblem, Ending, LearnerError, Outcome, value_of

_WHERE = {
    "exercise": ("Check", "Exam", "Exercise"),
    "expectations": (
        *("SLIPS", "Failure", "NotAttempted", "expect", "expect_client_error", "expect_found", "expect_raises"),
        "require",
    ),
    "explore": ("Fault", "crash_points", "interleavings"),
    "reasons": ("Reason", "Seen"),
    "results": ("RAISED", "Finding"),
    "submission": ("CallProblem", "Ending", "LearnerError", "Outcome", "value_of"),
}
_MODULES = {name: module for module, names in _WHERE.items() for name in names}

__all__ = [
    "RAISED",
    "SLIPS",
    "CallProblem",
    "Check",
    "Ending",
    "Exam",
    "Exercise",
    "Failure",
    "Fault",
    "Finding",
    "LearnerError",
    "NotAttempted",
    "Outcome",
    "Reason",
    "Seen",
    "crash_points",
    "expect",
    "expect_client_error",
    "expect_found",
    "expect_raises",
    "interleavings",
    "require",
    "value_of",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
