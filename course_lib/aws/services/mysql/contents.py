"""What the database keeps: `mysql://players/ana` for a committed row, by its table and its primary key."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from course_lib.aws.kept import Kept


def contents(database: Any) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for table, column in database.tables().items():
        for row in database.query(f"SELECT * FROM {table}"):
            yield f"mysql://{table}/{row[column]}", Kept(row, partial(dict, row))
