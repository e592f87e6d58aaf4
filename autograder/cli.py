"""The instructor's and the maintainer's command: `autograder`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

import typer

from course_lib.errors import CourseError

app = typer.Typer(
    help="Judge notebooks, grade a class, and prove that the exercises are sound.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

P = ParamSpec("P")
JsonOption = Annotated[Path | None, typer.Option("--json", help="Write the result to this file as JSON.")]
WorkersOption = Annotated[int | None, typer.Option(min=1, help="Judging processes; one per core unless told.")]


def for_people(command: Callable[P, None]) -> Callable[P, None]:
    """Turn a CourseError into one sentence and exit status 1."""

    @wraps(command)
    def run(*arguments: P.args, **keywords: P.kwargs) -> None:
        try:
            command(*arguments, **keywords)
        except CourseError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(1) from None

    return run


def write_json(path: Path | None, document: dict[str, Any]) -> None:
    """Write a result where the user asked for it.

    Raises:
        CourseError: the file cannot be written.
    """
    if path is None:
        return
    try:
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise CourseError(f"The result could not be written to {path}: {error.strerror}.") from None


@app.command()
@for_people
def judge(
    notebook: Annotated[Path, typer.Argument(help="The submitted notebook.")],
    lesson: Annotated[str, typer.Option(help="The lesson's slug, such as conditional_writes.")],
    student: Annotated[
        str | None, typer.Option(help="Judge with the inputs that this student of a graded class had.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Where that class was graded into.")] = Path("build/class"),
    url: Annotated[str | None, typer.Option("--db", help="Its grade book, if it is not the one there.")] = None,
    json_path: JsonOption = None,
) -> None:
    """Judge one notebook: every exercise, check, verdict and message."""
    import dataclasses

    from autograder.catalog import require_source
    from autograder.gradebook.judging import worth_telling
    from autograder.gradebook.marking import lesson_source, open_submission
    from autograder.gradebook.notebooks import Damaged, for_judge
    from autograder.judge import judge_notebook

    ready = open_submission(notebook, lesson_source(require_source(lesson)))
    if not ready.readable:
        raise Damaged(ready.problems[-1])
    salt = ""
    if student is not None:
        from autograder.gradebook.reading import read_salt

        salt = read_salt(lesson, out, student, url)
    judged = judge_notebook(for_judge(ready.notebook), lesson, salt=salt)
    result = dataclasses.replace(judged, problems=(*ready.problems, *worth_telling(judged.problems)))
    for problem in result.problems:
        print(problem)
    for exercise in result.exercises:
        print(f"\n{exercise.message}")
    print(f"\n{result.points:g} of {result.max:g} points")
    write_json(json_path, result.to_json())


@app.command()
@for_people
def collect(
    source: Annotated[list[Path], typer.Argument(help="Folders, zip archives and notebooks, as they were downloaded.")],
    roster: Annotated[Path | None, typer.Option(help="Who is in the class: a CSV file with a column `id`.")] = None,
    lesson: Annotated[
        str | None, typer.Option(help="All of it is of this lesson, whatever the files are called.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The class's folder, with its grade book.")] = Path("build/class"),
    into: Annotated[Path | None, typer.Option(help="Where submissions go, if not into its `submitted`.")] = None,
    url: Annotated[str | None, typer.Option("--db", help="The grade book, if it is not the one there.")] = None,
    even_earlier: Annotated[
        bool, typer.Option("--even-earlier", help="Replace what was collected before, even where that is later.")
    ] = False,
    json_path: JsonOption = None,
) -> None:
    """Collect what a class handed in: whose it is, of which lesson, and which attempt counts. Nothing is run."""
    from autograder.gradebook.collection.collecting import collect_class
    from autograder.gradebook.collection.printing import print_collected
    from autograder.gradebook.collection.roster import read_roster

    known = read_roster(roster) if roster else None
    done = collect_class(source, out, roster=known, into=into, lesson=lesson, url=url, even_earlier=even_earlier)
    print_collected(done)
    write_json(json_path, done.to_json())


@app.command()
@for_people
def grade(
    lesson: Annotated[str, typer.Argument(help="The lesson's slug.")],
    submitted: Annotated[
        Path | None,
        typer.Option(help="The folder with one folder or notebook per student; what was collected unless told."),
    ] = None,
    workers: WorkersOption = None,
    out: Annotated[Path, typer.Option(help="Where the grade book and feedback go.")] = Path("build/class"),
    url: Annotated[
        str | None, typer.Option("--db", help="The grade book's database, such as postgresql://user@host/gradebook.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="The address of a Dask scheduler whose workers judge, such as tcp://host:8786.")
    ] = None,
    trusted: Annotated[
        bool, typer.Option("--trusted", help="These notebooks are your own: go on where bubblewrap is missing.")
    ] = False,
    only: Annotated[list[str] | None, typer.Option(help="Grade this student and no other; may be repeated.")] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Judge only those whose submission is another than at their last grading.")
    ] = False,
    json_path: JsonOption = None,
) -> None:
    """Grade a class: one row per submission, with feedback pages and nbgrader's grade book.

    Stopped half-way, the same command goes on from there.
    """
    from autograder.gradebook.grade import grade_class
    from autograder.gradebook.printing import print_table, progress_bar

    try:
        with progress_bar(lesson) as watch:
            walled = None if trusted else True
            where = submitted or out / "submitted"
            result = grade_class(
                lesson, where, out, workers,
                walled=walled, url=url, cluster=cluster, watch=watch, only=only or (), changed=changed,
            )  # fmt: skip
    except KeyboardInterrupt:
        print("Interrupted. Nothing is lost: the same command goes on from there.", file=sys.stderr)
        raise typer.Exit(130) from None
    print_table(result)
    write_json(json_path, result.to_json())


OutOption = Annotated[Path, typer.Option(help="Where the class was graded into.")]
DatabaseOption = Annotated[str | None, typer.Option("--db", help="The grade book, if it is not the one there.")]


@app.command()
@for_people
def due(
    lesson: Annotated[str, typer.Argument(help="The lesson's slug.")],
    when: Annotated[
        str | None, typer.Argument(help="A date, a date with a time, or none; left out, it is shown.")
    ] = None,
    student: Annotated[
        str | None, typer.Option(help="Only for this student, who has more time than the others.")
    ] = None,
    out: OutOption = Path("build/class"),
    url: DatabaseOption = None,
) -> None:
    """Set when a lesson is due, for all or for one student, in nbgrader's grade book."""
    from autograder.gradebook.due import due as set_due
    from autograder.gradebook.due import parse_due

    moment = None if when is None else parse_due(when)
    for line in set_due(lesson, out, moment, student, change=when is not None, url=url).lines():
        print(line)


@app.command()
@for_people
def export(
    lesson: Annotated[str, typer.Argument(help="The lesson's slug.")],
    to: Annotated[str, typer.Option(help="canvas, moodle or csv.")] = "csv",
    template: Annotated[
        Path | None, typer.Option(help="What Canvas or Moodle exported: its students and its column are used.")
    ] = None,
    column: Annotated[str | None, typer.Option(help="What the lesson is called there, if not as here.")] = None,
    file: Annotated[Path | None, typer.Option(help="Where to write; into the class's folder unless told.")] = None,
    exercises: Annotated[
        bool | None,
        typer.Option("--exercises/--no-exercises", help="A column for each exercise; not for Canvas unless told."),
    ] = None,
    zeros: Annotated[bool, typer.Option("--zeros", help="Give those who handed in nothing 0 points.")] = False,
    out: OutOption = Path("build/class"),
    url: DatabaseOption = None,
) -> None:
    """Write the marks as a table for Canvas, Moodle or a spreadsheet."""
    from autograder.gradebook.export.exporting import export as write

    done = write(
        lesson, to, out, template=template, column=column, file=file, exercises=exercises, zeros=zeros, url=url
    )
    print(f"The marks of {done.number} students are in {done.path}.")
    for note in done.notes:
        print(note)


@app.command()
@for_people
def report(
    lesson: Annotated[str, typer.Argument(help="The lesson's slug.")],
    out: OutOption = Path("build/class"),
    url: DatabaseOption = None,
    json_path: JsonOption = None,
    html_path: Annotated[
        Path | None, typer.Option("--html", help="Also write a page with plots, and which submissions are alike.")
    ] = None,
) -> None:
    """What a class found hard: how many passed each check, and the advice shown most."""
    from autograder.gradebook.reading import print_summary, read_records, summary_json

    found = read_records(lesson, out, url)
    print_summary(lesson, found)
    write_json(json_path, summary_json(lesson, found))
    if html_path is not None:
        from autograder.gradebook.class_report.page import write_page

        try:
            write_page(lesson, found, out, html_path)
        except OSError as error:
            raise CourseError(f"The page could not be written to {html_path}: {error.strerror}.") from None
        print(f"The page is {html_path}.")


@app.command()
@for_people
def history(
    lesson: Annotated[str, typer.Argument(help="The lesson's slug.")],
    student: Annotated[str, typer.Argument(help="The student's id.")],
    out: OutOption = Path("build/class"),
    url: DatabaseOption = None,
) -> None:
    """How a student's grade came to be: every grade there was, and why it changed."""
    from autograder.gradebook.reading import history_lines, read_records

    for line in history_lines(read_records(lesson, out, url, student)):
        print(line)


@app.command()
@for_people
def prove(
    lesson: Annotated[
        str | None, typer.Argument(help="The lesson, or <lesson>.<exercise>; everything unless told.")
    ] = None,
    workers: WorkersOption = None,
    seeds: Annotated[int, typer.Option(min=1, help="Judge each fixture with so many different inputs.")] = 1,
    changed: Annotated[
        bool, typer.Option("--changed", help="Leave out what has been proved before and has not changed since.")
    ] = False,
    claimed: Annotated[
        bool, typer.Option("--claimed", help="Leave out most checks that a wrong solution claims to pass.")
    ] = False,
    timings: Annotated[bool, typer.Option("--timings", help="Say how long each exercise took.")] = False,
    mutants: Annotated[
        bool, typer.Option("--mutants", help="Instead, change the references by rule and tell what the exam lets pass.")
    ] = False,
    part: Annotated[int, typer.Option(min=1, help="Of the mutants, try one in so many.")] = 1,
    right: Annotated[bool, typer.Option("--right", help="Also those of the other right solutions.")] = False,
    contract: Annotated[
        bool, typer.Option("--contract", help="Instead, tell which exam checks hold each sentence of the contracts.")
    ] = False,
    json_path: JsonOption = None,
) -> None:
    """Show that every exercise accepts right solutions and catches the wrong ones it names."""
    from rich.console import Console

    if mutants:
        return _prove_mutants(lesson, workers, part, right)
    if contract:
        return _prove_contract(lesson)
    from autograder.prove import prove as prove_all
    from autograder.prove import to_json, to_table
    from autograder.proved import Record

    proofs = list(prove_all(lesson, workers, seeds, Record(), changed, claimed))
    Console().print(to_table(proofs, changed, timings))
    for proof in proofs:
        for miss in proof.misses:
            print(f"{proof.id}: {miss}")
    write_json(json_path, to_json(proofs))
    if any(proof.misses for proof in proofs):
        raise typer.Exit(1)


def _prove_contract(lesson: str | None) -> None:
    """Print what holds each promise, and what is missing.

    Args:
        lesson: its slug, or `<lesson>.<exercise>`.
    """
    from rich.console import Console

    from autograder.contract import coverage, to_table

    slug, _, exercise = (lesson or "").partition(".")
    covered = list(coverage(slug or None, exercise or None))
    Console().print(to_table(covered))
    for each in covered:
        for miss in each.misses:
            print(f"{each.id}: {miss}")
    if any(each.misses for each in covered):
        raise typer.Exit(1)


def _prove_mutants(lesson: str | None, workers: int | None, part: int, right: bool) -> None:
    """Tell which mutants earn full marks.

    Args:
        lesson: its slug, or `<lesson>.<exercise>`.
    """
    from rich.console import Console

    from autograder.mutants.survivors import survey, to_table

    slug, _, exercise = (lesson or "").partition(".")
    surveys = list(survey(slug or None, exercise or None, workers, part, right))
    Console().print(to_table(surveys))
    for each in surveys:
        for solution, name in each.survived:
            print(f"{each.id}: {solution} survives as  {name}")
        for miss in each.misses:
            print(f"{each.id}: {miss}")
    if any(each.survived or each.misses for each in surveys):
        raise typer.Exit(1)


@app.command()
@for_people
def wrong(
    exercise: Annotated[str, typer.Argument(help="The exercise, such as conditional_writes.retire_sample.")],
    name: Annotated[str, typer.Argument(help="The wrong solution, such as get_then_delete.")],
) -> None:
    """Print a wrong solution whole, with what it claims."""
    from autograder.catalog import load
    from autograder.fixtures import wrong_solution

    lesson, _, slug = exercise.partition(".")
    print(wrong_solution(load(lesson, slug), name), end="")


@app.command()
@for_people
def release(
    out: Annotated[Path, typer.Option(help="A new folder for the bundle.")] = Path("build/release"),
    lesson: Annotated[list[str] | None, typer.Option(help="A lesson to include; all unless told.")] = None,
) -> None:
    """Write what a class receives: no solutions, no exam, no judge."""
    from autograder.catalog import lessons
    from autograder.release import release as write

    files = write(lesson or lessons(), out)
    print(f"{len(files)} files are in {out}. Students unpack them and run `make learn`.")
