"""Try a learner's calls under everything that can happen to them.

`interleavings` runs callers side by side and answers their AWS calls in every order that matters; `crash_points` lets
every request fail in every way; `run_order` runs one order that you choose.

Modules: `race` (one order of one race), `orders` (which orders), `shortest` (the simplest order that breaks), `replay`;
`faults`, `crashes`; `drawing` and `story` (what a failure shows).
"""

from course_lib.checks.explore.crashes import CrashPoints, crash_points
from course_lib.checks.explore.faults import Fault
from course_lib.checks.explore.orders import Explored, interleavings
from course_lib.checks.explore.replay import run_order
from course_lib.checks.submission import CALL_LIMIT

__all__ = ["CALL_LIMIT", "CrashPoints", "Explored", "Fault", "crash_points", "interleavings", "run_order"]
