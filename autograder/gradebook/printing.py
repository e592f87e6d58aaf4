"""What `autograder grade` shows in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from autograder.gradebook.grade import ClassResult, Watch
from autograder.gradebook.records import late


@contextmanager
def progress_bar(lesson: str) -> Iterator[Watch]:
    """A bar with how many are graded and how long the others will take, while the block runs."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=300) as bar:
        shown = bar.add_task(f"Grading {lesson}", total=None)
        yield lambda done, of: bar.update(shown, completed=done, total=of)


def print_table(result: ClassResult) -> None:
    """Print who got what, what was wrong with each submission, and where the feedback pages are."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    number = sum(row.handed_in for row in result.rows)
    table = Table("Student", "Points", "Problems", title=f"{result.lesson}: {number} submissions", show_lines=True)
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[1].justify = "right"
    for row in result.rows:
        person = ("A person has to look at it in formgrader.",) if row.needs_manual_grade else ()
        penalty = (f"{late(row.late_penalty)}.",) if row.late_penalty else ()
        said = Text("\n".join([*row.problems, *penalty, *row.changes, *person]))
        table.add_row(Text(row.student), f"{row.points:g} of {row.max:g}", said)
    console = Console()
    console.print(table)
    console.print(f"{number} submissions in {result.seconds:.1f} s.")
    if len(result.rows) > number:
        console.print(f"{len(result.rows) - number} more students of the grade book handed in nothing.")
    if result.unchanged:
        console.print(f"{result.unchanged} of them have not changed, and were not judged again.")
    if result.outdated:
        console.print(f"{result.outdated} of these were graded by another exam or judge: grade once without --changed.")
    if result.resumed:
        console.print(f"{result.resumed} of them had been graded before the last run was interrupted.")
    console.print(
        "Feedback pages:", Text(str(result.folder / "feedback" / "<student>" / result.lesson / f"{result.lesson}.html"))
    )
