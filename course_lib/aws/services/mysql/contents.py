"""What the database keeps: `mysql://players/ana` for a committed row, by its table and its primary key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from course_lib.aws.kept import Kept


def contents(database: Any) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for table, column in database.tables().items():
        for row in database.query(f"SELECT * FROM {table}"):
            yield f"mysql://{table}/{row[column]}", Kept(row, partial(dict, row))


def rows(database: Any) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Table, key and columns of each committed row, as DynamoDB's items travel: pictures show both alike."""
    for table, column in database.tables().items():
        for row in database.query(f"SELECT * FROM {table}"):
            item = {name: _as_value(value) for name, value in row.items()}
            yield table, {column: item[column]}, item


def _as_value(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {"NULL": True}
    if isinstance(value, int | float | Decimal):
        return {"N": str(int(value) if isinstance(value, bool) else value)}
    return {"B": value} if isinstance(value, bytes) else {"S": str(value)}
