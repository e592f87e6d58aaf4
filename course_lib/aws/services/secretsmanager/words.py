"""A call in words. What a request or an answer holds of a secret's value is never among them."""

from __future__ import annotations

from course_lib.aws.layers.journal import Entry
from course_lib.aws.words import Words, kind_of, line, refusal, shorten


def words(entry: Entry, reads_only: bool) -> Words:
    """A call's operation, the secret that it is about, and whether it was refused.

    Args:
        entry: of the journal.
        reads_only: whether the operation changes nothing.
    """
    given = entry.params.get("SecretId") or entry.params.get("Name") or ""
    target = shorten(line(str(given).rpartition(":secret:")[2] or given))
    label = entry.params.get("VersionStage") or ""
    outcome = refusal(entry.error.code) if entry.error else "done"
    return Words(entry.operation, "", target, line(label), "", outcome, kind_of(entry, reads_only))
