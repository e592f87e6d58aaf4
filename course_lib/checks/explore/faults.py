"""What a fault looks like in a report, and which request meets it."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.aws.fault import Fault

__all__ = ["MARKS", "UNSENT", "Fault", "Point"]

MARKS = {
    Fault.THROTTLED: "✗ THROTTLED, once",
    Fault.ANSWER_LOST: "✗ THIS ANSWER WAS LOST",
    Fault.ALWAYS_THROTTLED: "✗ THROTTLED, every time",
    Fault.DEADLOCK: "✗ DEADLOCK: all of the transaction is undone",
    Fault.LOCK_TIMEOUT: "✗ LOCK WAIT TIMEOUT: only this statement is undone",
    Fault.CONNECTION_LOST: "✗ NEVER ARRIVED: the connection broke, and the transaction is undone",
    Fault.CUT_OFF: "✗ THIS ANSWER WAS LOST, and nothing after it arrived",
    Fault.DIED_BEFORE: "✗ NEVER SENT: the function died here",
    Fault.DIED_AFTER: "✗ THE FUNCTION DIED HERE, without this answer",
}
UNSENT = (Fault.DIED_BEFORE, Fault.CONNECTION_LOST)  # the database, or AWS, never hears of the request


@dataclass(frozen=True)
class Point:
    """Which request (from 1) meets which fault."""

    request: int
    fault: Fault

    def sentence(self, operation: str) -> str:
        """What happened: "The answer to request 2, PutItem, was lost." """
        comma = "" if self.fault is Fault.DIED_BEFORE else ","
        text = self.fault.value.format(f"request {self.request}, {operation}{comma}")
        return text[0].upper() + text[1:]
