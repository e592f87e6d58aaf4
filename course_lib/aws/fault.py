"""What can happen to a request on its way. Which of it can happen to which request, its service says."""

from __future__ import annotations

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


ANYWHERE = frozenset([Fault.ANSWER_LOST, Fault.CUT_OFF, Fault.DIED_BEFORE, Fault.DIED_AFTER])
THROTTLES = frozenset([Fault.THROTTLED, Fault.ALWAYS_THROTTLED])
