"""Faults on request: a busy table, a refused call, a request or an answer that is lost, a slow one, a caller that dies.

    with cloud.use(LoseAnswer("PutItem", nth=2)):
        ...

Calls are counted from 1, in each account by itself, and every try of the SDK's counts. The course's own calls pass.
"""

from __future__ import annotations

from course_lib.aws.layers.faults.counted import Counted
from course_lib.aws.layers.faults.crash import Crash
from course_lib.aws.layers.faults.cut_off import CutOff
from course_lib.aws.layers.faults.delay import Delay
from course_lib.aws.layers.faults.lose_answer import LoseAnswer
from course_lib.aws.layers.faults.refuse import Refuse
from course_lib.aws.layers.faults.throttle import THROUGHPUT_EXCEEDED, Throttle

__all__ = ["THROUGHPUT_EXCEEDED", "Counted", "Crash", "CutOff", "Delay", "LoseAnswer", "Refuse", "Throttle"]
