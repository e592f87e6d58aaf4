"""CSV in and out. What a student wrote is never a formula: a spreadsheet would carry it out when the file is opened."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from autograder.gradebook.collection.roster import read_cells
from autograder.gradebook.files import write_whole
from course_lib.aws.values import readable
from course_lib.errors import CourseError

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST = 300  # characters of a cell


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that would be gets an apostrophe in front.

    Source: OWASP, "CSV Injection".
    """
    text = readable(" ".join(text.split()), LONGEST)
    return f"'{text}" if text.startswith(FORMULA) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    """Also a sign alone, which Moodle writes where there is nothing."""
    return len(text) == 1 or re.fullmatch(r"[+-]\d+(?:[.,]\d+)?", text) is not None


def number(value: float) -> str:
    """Points with at most two decimals, which is what Canvas and Moodle keep, with a point."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def write_table(path: Path, rows: Sequence[Sequence[str]], mark: bool = False) -> None:
    """Write a table, whole or not at all.

    Args:
        rows: of texts that are harmless already.
        mark: begin with a byte order mark, by which Excel knows UTF-8.

    Raises:
        CourseError: it cannot be written.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    try:
        write_whole(path, ("\ufeff" if mark else "") + text.getvalue(), newline="")
    except OSError as error:
        raise CourseError(f"{path} cannot be written: {error.strerror}.") from None


def read_template(path: Path) -> list[list[str]]:
    """The rows of a learning system's own export, each as long as the first.

    Raises:
        CourseError: it cannot be read, or is empty.
    """
    rows = [cells for _, cells in read_cells(path, "template")]
    if not rows:
        raise CourseError(f"The template {path} is empty.")
    width = len(rows[0])
    return [(row + [""] * width)[:width] for row in rows]
