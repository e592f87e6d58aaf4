"""What can happen to a request on its way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Fault(Enum):
    """What can happen to one request, the simplest first. The value is the sentence for it.

    * THROTTLED: it is turned away once; the SDK tries again.
    * ANSWER_LOST: it is carried out, the connection is closed before the answer is there; the SDK tries again.
    * ALWAYS_THROTTLED: it is turned away, and so is every request of its operation until the function ends.
    * CUT_OFF: it is carried out, its answer is lost, and nothing that the function sends afterwards arrives.
    * DIED_BEFORE, DIED_AFTER: the process is gone before it is sent, or once it was carried out and before the answer.
    """

    THROTTLED = "{} was throttled once."
    ANSWER_LOST = "The answer to {} was lost."
    ALWAYS_THROTTLED = "{} was throttled, however often it was sent."
    CUT_OFF = "The answer to {} was lost, and nothing that was sent after it arrived."
    DIED_BEFORE = "The function died before it sent {}."
    DIED_AFTER = "The function died once {} was carried out, before the answer came."


MARKS = {
    Fault.THROTTLED: "✗ THROTTLED, once",
    Fault.ANSWER_LOST: "✗ THIS ANSWER WAS LOST",
    Fault.ALWAYS_THROTTLED: "✗ THROTTLED, every time",
    Fault.CUT_OFF: "✗ THIS ANSWER WAS LOST, and nothing after it arrived",
    Fault.DIED_BEFORE: "✗ NEVER SENT: the function died here",
    Fault.DIED_AFTER: "✗ THE FUNCTION DIED HERE, without this answer",
}


@dataclass(frozen=True)
class Point:
    """Which request (from 1) meets which fault."""

    request: int
    fault: Fault

    def sentence(self, operation: str) -> str:
        """What happened: "The answer to request 2, PutItem, was lost." """
        comma = "" if self.fault in (Fault.DIED_BEFORE,) else ","
        text = self.fault.value.format(f"request {self.request}, {operation}{comma}")
        return text[0].upper() + text[1:]
