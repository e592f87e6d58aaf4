"""What the learner's code sent."""

from __future__ import annotations

from typing import Any

from course_lib.aws.layers.journal import Entry


def sent(cloud: Any, *operations: str, since: int = 0) -> list[Entry]:
    """The learner's requests, in order: all, or those of these operations.

    Args:
        cloud: where they were sent.
        operations: by AWS's names, such as "PutItem".
        since: how many of all the learner's requests are to be left out, from the first.
    """
    entries: list[Entry] = cloud.journal.learner_entries()[since:]
    return [entry for entry in entries if not operations or entry.operation in operations]
