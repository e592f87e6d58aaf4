"""How far a learner is: which exercises of each lesson have passed."""

from __future__ import annotations

from pathlib import Path

from course_lib import progress
from course_lib.lessons import exercises, lessons


def progress_lines(file: Path | None) -> list[str]:
    """Return the overview as text, one line each.

    Args:
        file: the learner's progress.json; None, or a missing one, shows every exercise as open.
    """
    passed = progress.read(file)["passed"] if file else {}
    lines = []
    for lesson in lessons():
        names = exercises(lesson)
        done = [name for name in names if name in passed.get(lesson, [])]
        lines.append(f"{lesson}: {len(done)} of {len(names)} passed")
        lines += [f"  {'done' if name in done else 'open'}  {name}" for name in names]
    return lines


def show_progress() -> None:
    """Print how far you are."""
    print("\n".join(progress_lines(progress.find())))
