"""What the learner's code sent, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.layers.journal import Entry


def texts_sent(cloud: Any) -> set[str]:
    """The texts that stand in the values of the learner's requests: what the code knows by heart, to be tried on it."""
    found: set[str] = set()
    left: list[Any] = [entry.params.get("ExpressionAttributeValues", entry.params) for entry in sent(cloud)]
    while left:
        value = left.pop()
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, Mapping):
            left += value.values()
        elif isinstance(value, (list, tuple, set)):
            left += value
    return found


def sent(cloud: Any, *operations: str, since: int = 0) -> list[Entry]:
    """The learner's requests, in order: all, or those of these operations.

    Args:
        cloud: where they were sent.
        operations: by AWS's names, such as "PutItem".
        since: how many of all the learner's requests are to be left out, from the first.
    """
    entries: list[Entry] = cloud.journal.learner_entries()[since:]
    return [entry for entry in entries if not operations or entry.operation in operations]


def requests_in_words(count: int) -> str:
    """A number of requests, such as "1 request"."""
    return f"{count} {'request' if count == 1 else 'requests'}"


def say_operations(operations: Sequence[str]) -> str:
    """What a call has sent, as a sentence with the operations in order: "Your function sent 1 request: PutItem."."""
    if not operations:
        return "Your function sent no request."
    return f"Your function sent {requests_in_words(len(operations))}: {', '.join(operations)}."
