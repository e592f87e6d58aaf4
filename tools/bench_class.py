"""Measure the grading of a class: beside stock nbgrader, its memory, where its time goes, what one AWS call costs."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from mixed_class import write_class

ROOT = Path(__file__).resolve().parent.parent
LESSON = "conditional_writes"
SOUND = ("perfect", "half_done", "looks_first", "catches_all", "other_ways")
EXAMPLES = ROOT / "examples" / "class"
LOOKED_AT = 10  # submissions, to see where the time goes


@dataclass(frozen=True)
class Result:
    """One measurement, and what it was measured against in the same run."""

    name: str
    value: float
    unit: str
    versus: str | None = None
    ratio: float | None = None


def measure(size: int, stock: int, large: int) -> Iterator[Result]:
    """Every measurement of a class.

    Args:
        size: of the class that is compared with stock nbgrader.
        stock: how many of its submissions stock nbgrader grades; 0 for none.
        large: the size of a second class, right, wrong, unfinished and damaged, whose memory is compared with the
            first's; 0 for none.
    """
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as name:
        folder = Path(name)
        yield from _beside_stock(folder, size, stock)
        yield from _where_time_goes(folder)
        yield from _one_call()
        if large:
            graded, seconds = _ours(folder, write_class(folder / "large", large))
            yield Result(f"autograder grade, each of {large}", seconds / large, "s")
            yield Result(f"largest process while grading {large}", graded["peak_mb"], "MB")


def _beside_stock(folder: Path, size: int, stock: int) -> Iterator[Result]:
    """The same class by `autograder grade` and, as far as `stock` goes, by nbgrader without any of our settings.

    Both write a grade book, an autograded copy and a feedback page for each submission.
    """
    submitted = _class(folder / "class", size)
    students = sorted(path.name for path in submitted.iterdir())
    graded, seconds = _ours(folder, submitted)
    each, scores = seconds / size, {row["student"]: row["points"] for row in graded["submissions"]}
    if stock:
        graded_there = students[:stock]
        autograde, feedback, stock_scores = _stock(folder / "stock", submitted, graded_there)
        unequal = [who for who in graded_there if stock_scores[who] != scores[who]]
        if unequal:
            raise SystemExit(f"Scores differ for {', '.join(unequal)}.")
        theirs = autograde + feedback
        yield Result(f"stock nbgrader autograde, each of {stock}", autograde, "s")
        yield Result(f"stock nbgrader generate_feedback, each of {stock}", feedback, "s")
        ours = f"autograder grade with feedback, each of {size}"
        yield Result(ours, each, "s", "stock nbgrader's two", each / theirs)
        yield Result("times faster, equal scores", theirs / each, "x")
    else:
        yield Result(f"autograder grade with feedback, each of {size}", each, "s")
    yield Result(f"largest process while grading {size}", graded["peak_mb"], "MB")


def _ours(folder: Path, submitted: Path) -> tuple[dict[str, Any], float]:
    """The document of `autograder grade --json`, and how many seconds the command took."""
    report, out = folder / "report.json", folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    start = time.perf_counter()
    _run(
        [sys.executable, "-c", "from autograder.cli import app; app()", "grade", LESSON]
        + ["--submitted", str(submitted), "--out", str(out), "--trusted", "--json", str(report)],
        ROOT,
    )
    return json.loads(report.read_text()), time.perf_counter() - start


def _class(folder: Path, size: int) -> Path:
    """Write a class: sound example submissions, each made different by a comment of its own."""
    for number in range(size):
        student = f"student{number:04}"
        notebook = json.loads((EXAMPLES / SOUND[number % len(SOUND)] / LESSON / f"{LESSON}.ipynb").read_text())
        solution = next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
        solution["source"] = ["# ", f"{student}\n", *solution["source"]]
        path = folder / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
    return folder


# stock nbgrader


def _stock(folder: Path, submitted: Path, students: list[str]) -> tuple[float, float, dict[str, float]]:
    """Seconds of autograde and of generate_feedback for each submission, and the scores.

    Its hidden tests run our exam in the student's kernel and end in the points, which nbgrader reads as partial credit.
    """
    source = folder / "source" / LESSON / f"{LESSON}.ipynb"
    source.parent.mkdir(parents=True)
    text = (ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb").read_text()
    source.write_text(re.sub(r'exam\(\\"(\w+)\\"\)', r'exam(\\"\1\\").result.points', text))
    for student in students:
        shutil.copytree(submitted / student, folder / "submitted" / student)
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 120\n")
    seconds = {}
    with _plain():
        for command in ("generate_assignment", "autograde", "generate_feedback"):
            start = time.perf_counter()
            _run([sys.executable, "-m", "nbgrader", command, LESSON], folder)
            seconds[command] = (time.perf_counter() - start) / len(students)
    return seconds["autograde"], seconds["generate_feedback"], _scores(folder / "gradebook.db")


@contextmanager
def _plain() -> Iterator[None]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with patch.dict(os.environ, {"COURSE_PLAIN": "1", "PYTHONPATH": str(ROOT), "PATH": path}):
        yield


def _scores(gradebook: Path) -> dict[str, float]:
    query = """
        select submitted_assignment.student_id, sum(grade.auto_score) from grade
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        group by submitted_assignment.student_id
    """
    with sqlite3.connect(gradebook) as database:
        return dict(database.execute(query).fetchall())


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:6])} failed:\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")


# where the time goes


class Stopwatches:
    """Real time by name; what a named function spends in another named one counts for that one only."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._under_way: list[str] = []
        self._since = 0.0

    def _change(self) -> None:
        now = time.perf_counter()
        if self._under_way:
            self.seconds[self._under_way[-1]] += now - self._since
        self._since = now

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **keywords: Any) -> Any:
            self._change()
            self._under_way.append(name)
            try:
                return function(*arguments, **keywords)
            finally:
                self._change()
                self._under_way.pop()

        return run


TIMED = {
    "autograder.gradebook.grade.mark": "reading, repairing, marking",
    "autograder.gradebook.pages.PageMaker.make": "feedback pages",
    "autograder.gradebook.book.Book.write": "grade book and files",
    "autograder.gradebook.judging.warm_judge": "judging, all else",
    "autograder.judge.host.Host.worker": "cells",
    "autograder.judge.run.run_check": "checks and calls",
    "course_lib.aws.account.Cloud.send": "AWS calls in the judge",
}


def _where_time_goes(folder: Path) -> Iterator[Result]:
    """The same work in one process, by part; importing and the fork server's start are left out."""
    from autograder.gradebook import marking
    from autograder.gradebook.grade import grade_class

    submitted = _class(folder / "parts", LOOKED_AT)
    grade_class(LESSON, submitted, folder / "warm", 1, walled=None)
    watches = Stopwatches()
    patches = []
    for place, name in TIMED.items():
        if name != TIMED["autograder.gradebook.judging.warm_judge"]:
            patches.append(patch(place, watches.timed(name, _found(place))))
    judging = watches.timed(TIMED["autograder.gradebook.judging.warm_judge"], marking.warm_judge)
    patches.append(patch("autograder.gradebook.marking.warm_judge", judging))
    for each in patches:
        each.start()
    try:
        start = time.perf_counter()
        grade_class(LESSON, submitted, folder / "again", 1, walled=None)
        whole = time.perf_counter() - start
    finally:
        for each in patches:
            each.stop()
    watches.seconds["the lesson, the run, all else"] = whole - sum(watches.seconds.values())
    for name, seconds in sorted(watches.seconds.items(), key=lambda item: -item[1]):
        each = seconds / LOOKED_AT * 1000
        yield Result(f"each of {LOOKED_AT} in one process: {name}", each, "ms", "the whole", seconds / whole)


def _found(place: str) -> Callable[..., Any]:
    import pkgutil

    found: Callable[..., Any] = pkgutil.resolve_name(place)
    return found


# one AWS call


PUTS = 200
CODE = """
def put(dynamodb, first, count):
    table = dynamodb.Table("things")
    for number in range(first, first + count):
        table.put_item(Item={"id": str(number), "n": 1}, ConditionExpression="attribute_not_exists(id)")
"""


def _one_call() -> Iterator[Result]:
    """A conditional put sent by a submission behind the walls and answered by the judge, beside one sent here."""
    from autograder.judge.host import Host
    from autograder.judge.limits import Limits, Patience
    from autograder.judge.remote import RemoteSubmission
    from autograder.judge.workers import ForkServer
    from course_lib.aws.account import Cloud

    namespace: dict[str, Any] = {}
    exec(CODE, namespace)
    through, here = [], []
    with ForkServer() as fork_server, Cloud(pooled=True) as cloud:
        host = Host(fork_server, [CODE], lambda: Cloud(pooled=True), Patience(Limits()))
        dynamodb = cloud.resource("dynamodb", who="you")
        cloud.resource("dynamodb", who="course").create_table(
            TableName="things",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        submission = RemoteSubmission(host, cloud, "bench")
        try:
            for turn in range(4):
                through.append(_seconds(lambda first=turn: submission.put(dynamodb, first * PUTS, PUTS)))
                here.append(_seconds(lambda first=turn: namespace["put"](dynamodb, 10_000 + first * PUTS, PUTS)))
        finally:
            submission.close()
            host.close()
    value, versus = (statistics.median(seconds[1:]) / PUTS * 1000 for seconds in (through, here))
    yield Result("one AWS call of a submission, through the judge", value, "ms", "one in this process", value / versus)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
