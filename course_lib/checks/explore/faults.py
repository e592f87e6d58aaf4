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
    * DEADLOCK, LOCK_TIMEOUT: only of a statement that takes locks, at a MySQL database: it is the victim of a deadlock,
      and its transaction is undone; it waits for a lock in vain, and is not carried out.
    * CONNECTION_LOST: only of a statement: the connection breaks before it arrives, and its transaction is undone.
    * DIED_BEFORE, DIED_AFTER: the process is gone before it is sent, or once it was carried out and before the answer.
    """

    THROTTLED = "{} was throttled once."
    ANSWER_LOST = "The answer to {} was lost."
    ALWAYS_THROTTLED = "{} was throttled, however often it was sent."
    DEADLOCK = "{} met a deadlock, and the database undid the transaction."
    LOCK_TIMEOUT = "{} waited for a lock in vain."
    CONNECTION_LOST = "The connection broke before {} arrived."
    CUT_OFF = "The answer to {} was lost, and nothing that was sent after it arrived."
    DIED_BEFORE = "The function died before it sent {}."
    DIED_AFTER = "The function died once {} was carried out, before the answer came."


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


OF_AWS = (Fault.THROTTLED, Fault.ALWAYS_THROTTLED)
OF_LOCKS = (Fault.DEADLOCK, Fault.LOCK_TIMEOUT)
OF_STATEMENTS = (*OF_LOCKS, Fault.CONNECTION_LOST)
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
