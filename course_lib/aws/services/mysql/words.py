"""One SQL statement in a few words: on one line, with its parameters in their places, such as

SELECT holder, redeemed FROM vouchers WHERE voucher_id = 'V-100' FOR UPDATE → ana, 0
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from course_lib.aws.layers.journal import Entry
from course_lib.aws.words import Words, count, line, shorten

LONGEST = 160  # characters of a statement
MOST_ROWS = 2  # that are shown
ENDS = {"COMMIT": "commit", "ROLLBACK": "undone"}
_LOCKS = re.compile(r"\bFOR\s+(UPDATE|SHARE)\b|\bLOCK\s+IN\s+SHARE\s+MODE\b", re.IGNORECASE)


def in_words(entry: Entry, reads_only: bool) -> Words:
    """A statement of the journal, with what came of it."""
    params = entry.params
    kind = "refused" if entry.error else _kind(entry, reads_only)
    return _words(entry.operation, str(params.get("Statement")), params.get("Parameters"), _outcome(entry), kind)


def _kind(entry: Entry, reads_only: bool) -> str:
    """Which kind of `Words` a statement that was carried out is."""
    if entry.operation in ENDS:
        return ENDS[entry.operation]
    if reads_only:
        return "locks" if _LOCKS.search(str(entry.params.get("Statement"))) else "read"
    return "write" if entry.params.get("Autocommit") else "pending"


def _words(verb: str, sql: str, params: Any, outcome: str, kind: str) -> Words:
    text = filled(sql, params)
    rest = re.sub(rf"^\W*{re.escape(verb)}\b\s*", "", text, flags=re.IGNORECASE)
    return Words(verb, "", shorten(rest, LONGEST) if rest != text else shorten(text, LONGEST), "", "", outcome, kind)


def filled(sql: str, params: Any) -> str:
    """A statement on one line, with its parameters in their places and without tables' names before columns."""
    left = iter(params if isinstance(params, (list, tuple)) else ())

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        value = params.get(found[1]) if isinstance(params, Mapping) else next(left, "?")
        return repr(value) if isinstance(value, str) else "NULL" if value is None else str(value)

    text = sql if params is None else re.sub(r"%(?:\((\w+)\))?[s%]", put, re.sub(r"\b[a-z_]+\.(?=[a-z_])", "", sql))
    return re.sub(r"(?<=\w)=(?=\S)", " = ", line(text))


def _outcome(entry: Entry) -> str:
    if entry.error:
        return f"error {line(entry.error.code)}: {shorten(line(entry.error.message), 100)}"
    result = entry.result or {}
    rows = result.get("Rows")
    if rows is None:
        counted = count(result.get("Count", 0), "row")
        return {"COMMIT": "committed", "ROLLBACK": "undone", "SAVEPOINT": "done"}.get(entry.operation, counted)
    shown = "; ".join(", ".join(line(value) for value in row.values()) for row in rows[:MOST_ROWS])
    more = f"; and {len(rows) - MOST_ROWS} more" if len(rows) > MOST_ROWS else ""
    return shorten(shown + more) if rows else "no row"
