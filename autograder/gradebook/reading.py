"""Look at what was graded: how a grade came to be, and what a class found hard. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from autograder.gradebook import records
from autograder.gradebook.book import database, grade_book_engine
from autograder.gradebook.records import Record, explain, late
from autograder.gradebook.salt import salt_of, secret_of
from course_lib.errors import CourseError


def read_records(lesson: str, out: Path, url: str | None = None, student: str | None = None) -> list[Record]:
    """A student's records, oldest first; or, without a student, everyone's last one.

    Raises:
        CourseError: nothing like that was graded there.
    """
    from sqlalchemy import inspect

    if not (out / "nbgrader_config.py").is_file():
        raise CourseError(f"Nothing has been graded into {out}. Run `autograder grade {lesson}` first.")
    with database(url or _configured(out.resolve())) as where:
        engine = grade_book_engine(where)
        try:
            if records.RESULTS.name not in inspect(engine).get_table_names():
                return _none(lesson, out, student)
            with engine.connect() as connection:
                if student is None:
                    found = records.all_latest(connection, lesson)
                else:
                    found = records.history(connection, lesson, student)
        finally:
            engine.dispose()
    return found or _none(lesson, out, student)


def read_salt(lesson: str, out: Path, student: str, url: str | None = None) -> str:
    """What a student's exam of a lesson was drawn from.

    Raises:
        CourseError: this student has no grade there.
    """
    read_records(lesson, out, url, student)
    with database(url or _configured(out.resolve())) as where:
        engine = grade_book_engine(where)
        try:
            return salt_of(secret_of(engine), lesson, student)
        finally:
            engine.dispose()


def _configured(out: Path) -> str:
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(out)).load_config())
    config.CourseDirectory.root = str(out)
    return str(CourseDirectory(config=config).db_url)


def _none(lesson: str, out: Path, student: str | None) -> list[Record]:
    who = f" of {student}" if student else ""
    raise CourseError(f"The grade book of {out} has no grade{who} for {lesson}.")


# one student


def history_lines(found: Sequence[Record]) -> list[str]:
    """Each grade that a student had, with when and why it changed."""
    lines = []
    for before, now in zip([None, *found], found, strict=False):
        flag = ", a person has to look" if now.needs_person else ""
        lines.append(f"{now.when.replace('T', ' ')[:16]}  {now.points:g} of {now.max:g} points{flag}")
        if before is not None:
            lines += [f"    {reason}" for reason in explain(before, now)]
        elif now.late_penalty:
            lines.append(f"    {late(now.late_penalty)}")
        lines += [f"    {problem}" for problem in now.problems if before is None or problem not in before.problems]
    return lines


# a class


@dataclass(frozen=True)
class CheckSummary:
    """One check over a class: how many passed, how many tried, and the advice shown most."""

    exercise: str
    check: str
    passed: int
    attempted: int
    students: int
    advice: tuple[tuple[str, int], ...]


def summarise(found: Sequence[Record]) -> list[CheckSummary]:
    """What a class found hard: a line for each check, in the lesson's order."""
    checks: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in found:
        for exercise in record.exercises:
            for check in exercise["checks"]:
                checks.setdefault((exercise["name"], check["name"]), []).append(check)
    return [_summary(*names, seen) for names, seen in checks.items()]


def _summary(exercise: str, check: str, seen: list[dict[str, Any]]) -> CheckSummary:
    advice = Counter(each["advice"] for each in seen if each["advice"])
    verdicts = Counter(each["verdict"] for each in seen)
    attempted = len(seen) - verdicts["not attempted"]
    return CheckSummary(exercise, check, verdicts["passed"], attempted, len(seen), tuple(advice.most_common(3)))


def summary_json(lesson: str, found: Sequence[Record]) -> dict[str, Any]:
    """The `autograder report --json` document."""
    return {
        "schema": 1,
        "lesson": lesson,
        "students": len(found),
        "mean": round(sum(record.points for record in found) / len(found), 3),
        "max": max(record.max for record in found),
        "checks": [
            {
                "exercise": each.exercise,
                "check": each.check,
                "passed": each.passed,
                "attempted": each.attempted,
                "students": each.students,
                "advice": [{"key": key, "times": times} for key, times in each.advice],
            }
            for each in summarise(found)
        ],
    }


def print_summary(lesson: str, found: Sequence[Record]) -> None:
    """The same as lines for each exercise, with the text of the advice below each check, as wide as the terminal."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console()
    mean, most = sum(record.points for record in found) / len(found), max(record.max for record in found)
    console.print(Text(f"{lesson}: {len(found)} students, {mean:.1f} of {most:g} points on average"))
    for exercise, checks in groupby(summarise(found), key=lambda each: each.exercise):
        console.print()
        console.print(Text(exercise, style="bold"))
        for each in checks:
            share = f", {each.passed / each.attempted:.0%}" if each.attempted else ""
            tried = f"{each.passed} of {each.attempted} passed{share}"
            if each.attempted < each.students:
                tried += f"; {each.students - each.attempted} did not try"
            console.print(Padding(Text(f"{each.check}: {tried}"), (0, 0, 0, 2), expand=False))
            for key, times in each.advice:
                text = Text(f"{times} x {key}: {advice_text(lesson, exercise, key)}".rstrip(": "), style="dim")
                console.print(Padding(text, (0, 0, 0, 6), expand=False))


def advice_text(lesson: str, exercise: str, key: str) -> str:
    """The advice of that key; empty where the lesson has it no more."""
    from autograder.catalog import load

    try:
        return load(lesson, exercise).exercise.reasons.texts.get(key, "")
    except CourseError:  # it is in the records, and not in the lesson any more
        return ""
