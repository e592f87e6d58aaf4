"""What `autograder collect` shows in the terminal: a line for everything, in 80 columns."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.gradebook.collection.choose import shown
from autograder.gradebook.collection.collecting import Collected

MOST_MISSING = 200  # names in a line


def print_collected(done: Collected) -> None:
    """Print what was collected, what was left out and why, and of whom there is nothing."""
    console = Console()
    if done.rows:
        console.print(_collected(done))
    if done.left_out:
        console.print(_left_out(done))
    for problem in done.problems:
        console.print(Text(problem))
    for lesson, students in done.missing.items():
        number = sum(row.lesson == lesson for row in done.rows)
        console.print(Text(f"{lesson}: {number} collected into {_short(done.folder)}."))
        if students:
            names = ", ".join(students[:MOST_MISSING]) + (", …" if len(students) > MOST_MISSING else "")
            console.print(Text(f"Nothing of {len(students)} more of the class: {names}"))
    if not done.rows:
        console.print("Nothing was collected.")


def _collected(done: Collected) -> Table:
    table = Table("Student", "Lesson", "Handed in", "From", title="Collected", show_lines=True)
    _fold(table)
    for row in done.rows:
        when = Text(f"{shown(row.when)}\n{row.clock}")
        said = [row.name, *([] if row.state == "new" else [f"({row.state})"]), *row.notes]
        table.add_row(Text(row.student), Text(row.lesson), when, Text("\n".join(said)))
    return table


def _left_out(done: Collected) -> Table:
    table = Table("File", "Why", title="Left out", show_lines=True)
    _fold(table)
    for each in done.left_out:
        table.add_row(Text(each.name), Text(each.reason))
    return table


def _fold(table: Table) -> None:
    """Break what is too long for its column: an end that is cut off may be the part that tells."""
    for column in table.columns:
        column.overflow = "fold"


def _short(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
