"""Measure the budgets of docs/architecture.md side by side in one run, and write build/bench.json.

    .venv/bin/python tools/bench.py [--class-size 50] [--stock 10]

`--stock` is how many submissions of the class stock `nbgrader autograde` grades: it takes seconds for each.
"""

from __future__ import annotations

import argparse
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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LESSON = "conditional_writes"
SOUND = ("perfect", "half_done", "looks_first", "catches_all", "other_ways")


@dataclass(frozen=True)
class Result:
    """One measurement, and what it was measured against in the same run."""

    name: str
    value: float
    unit: str
    versus: str | None = None
    ratio: float | None = None


def main() -> None:
    """Run every measurement, print each as it is ready, and write them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--class-size", type=int, default=50)
    parser.add_argument("--stock", type=int, default=10)
    options = parser.parse_args()
    results: list[Result] = []
    for result in measure(options.class_size, options.stock):
        results.append(result)
        against = f"   {result.ratio:.2f} x {result.versus}" if result.ratio is not None else ""
        print(f"{result.name:<58}{result.value:10.3f} {result.unit}{against}", flush=True)
    out = ROOT / "build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"schema": 1, "results": [asdict(result) for result in results]}, indent=2) + "\n")
    print(f"\nWritten to {out.relative_to(ROOT)}")


def measure(class_size: int, stock: int) -> Iterator[Result]:
    """Every measurement, quick ones first."""
    yield from lab()
    yield from puts()
    yield from checks()
    yield from a_class(class_size, stock)
    yield from encryption()


def python(program: str) -> float:
    """Run a program in a fresh Python; it prints seconds."""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return float(done.stdout.split()[-1])


def lab() -> Iterator[Result]:
    """From nothing imported to an open lab."""
    program = (
        "import time; t = time.perf_counter(); from course_lib import open_lab; "
        f"open_lab('{LESSON}'); print(time.perf_counter() - t)"
    )
    yield Result("open a lab, in a fresh process", statistics.median(python(program) for _ in range(3)), "s")


def puts() -> Iterator[Result]:
    """A conditional put: moto alone and our cloud, in turns (while moto's mock is on, it hears every client)."""
    import boto3
    from moto import mock_aws

    from course_lib.cloud.core import Cloud

    times: dict[str, list[float]] = {"cloud": [], "moto": []}
    for _ in range(4):
        with mock_aws():
            times["moto"] += _time_puts(boto3.resource("dynamodb", region_name="us-east-1"))
        with Cloud() as cloud:
            times["cloud"] += _time_puts(cloud.resource("dynamodb", who="course"))
    value, versus = (statistics.median(times[name]) * 1000 for name in ("cloud", "moto"))
    yield Result("a conditional put through boto3", value, "ms", "moto alone", value / versus)


def _time_puts(dynamodb) -> list[float]:  # type: ignore[no-untyped-def]
    table, times = _table(dynamodb), []
    for number in range(200):
        start = time.perf_counter()
        table.put_item(Item={"id": str(number), "n": 1}, ConditionExpression="attribute_not_exists(id)")
        times.append(time.perf_counter() - start)
    return times


def _table(dynamodb):  # type: ignore[no-untyped-def]
    return dynamodb.create_table(
        TableName="things",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def checks() -> Iterator[Result]:
    """Each practice check of the lesson on its reference; the slowest plain one and the slowest that explores."""
    from autograder.catalog import exercises, load
    from autograder.checks import run_check
    from autograder.local import LocalSubmission
    from course_lib.cloud.core import Cloud

    slowest = {"a practice check, the slowest": 0.0, "a practice check that explores orders, the slowest": 0.0}
    for name in exercises(LESSON):
        loaded = load(LESSON, name)
        namespace: dict[str, object] = {}
        exec((loaded.folder / "reference.py").read_text(), _given(namespace))
        for check in loaded.exercise.checks:
            with Cloud(pooled=True) as cloud:
                start = time.perf_counter()
                run_check(check, loaded.exercise, LocalSubmission(namespace, "bench", cloud.clock), cloud)
                seconds = time.perf_counter() - start
            explores = "interleavings" in str(check.run.__code__.co_names) or "race" in check.name
            kind = list(slowest)[explores]
            slowest[kind] = max(slowest[kind], seconds)
    for name, seconds in slowest.items():
        yield Result(name, seconds, "s")


def encryption() -> Iterator[Result]:
    """The lesson's encrypt_stream beside raw AES-GCM and, where pip can get it, the AWS Encryption SDK."""
    import bench_encryption as speeds

    found = list(speeds.measure(gib=4, sdk_mib=256))
    ours = found[1]
    yield Result(ours.name, ours.mib_a_second, "MiB/s")
    yield Result("the same for 111 GB", speeds.GENOME / speeds.MIB / ours.mib_a_second / 60, "min")
    yield Result("memory that 4 GiB added", ours.more_mb or 0, "MB")
    for other in [each for each in found if each is not ours]:
        ratio = ours.mib_a_second / other.mib_a_second
        yield Result("times as fast", ratio, "x", other.name, ratio)


def _given(namespace: dict[str, object]) -> dict[str, object]:
    """What the notebook gives before the exercises."""
    namespace["StaleVersion"] = type(
        "StaleVersion", (Exception,), {"__init__": lambda self, stored: setattr(self, "stored", stored)}
    )
    return namespace


def a_class(size: int, stock: int) -> Iterator[Result]:
    """The same class, graded by `autograder grade` and, as far as `stock` goes, by stock `nbgrader autograde`."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build" if (ROOT / "build").exists() else ROOT) as folder:
        submitted = Path(folder) / "class"
        students = list(_students(submitted, size))
        ours = Path(folder) / "ours"
        report = Path(folder) / "ours.json"
        start = time.perf_counter()
        _run(
            [sys.executable, "-c", "from autograder.cli import app; app()", "grade", LESSON]
            + ["--submitted", str(submitted), "--out", str(ours), "--trusted", "--json", str(report)],
            ROOT,
        )
        each = (time.perf_counter() - start) / size
        graded = json.loads(report.read_text())
        scores = {row["student"]: row["points"] for row in graded["submissions"]}
        if stock:
            theirs, stock_scores = _stock(Path(folder) / "stock", submitted, students[:stock])
            unequal = [who for who in stock_scores if stock_scores[who] != scores[who]]
            if unequal:
                raise SystemExit(f"Scores differ for {', '.join(unequal)}.")
            yield Result(f"stock nbgrader autograde, each of {stock}", theirs, "s")
            yield Result(f"autograder grade, each of {size}", each, "s", "stock nbgrader", each / theirs)
            yield Result("times faster, equal scores", theirs / each, "x")
        else:
            yield Result(f"autograder grade, each of {size}", each, "s")
        yield Result("largest process while grading", graded["peak_mb"], "MB")


def _students(submitted: Path, size: int) -> Iterator[str]:
    """Write the class: sound example submissions, each made different by a comment of its own."""
    for number in range(size):
        student = f"student{number:04}"
        notebook = json.loads(
            (ROOT / "examples/class" / SOUND[number % len(SOUND)] / LESSON / f"{LESSON}.ipynb").read_text()
        )
        solution = next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
        solution["source"] = ["# ", f"{student}\n", *solution["source"]]
        path = submitted / student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
        yield student


def _stock(folder: Path, submitted: Path, students: list[str]) -> tuple[float, dict[str, float]]:
    """Seconds for each submission, and the scores, of nbgrader without any of our settings.

    Its hidden tests run our exam in the student's kernel and end in the points, which nbgrader reads as partial credit.
    """
    source = folder / "source" / LESSON / f"{LESSON}.ipynb"
    source.parent.mkdir(parents=True)
    text = (ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb").read_text()
    source.write_text(re.sub(r'exam\(\\"(\w+)\\"\)', r'exam(\\"\1\\").result.points', text))
    for student in students:
        shutil.copytree(submitted / student, folder / "submitted" / student)
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 120\n")
    nbgrader = [sys.executable, "-m", "nbgrader"]
    with _plain():
        _run([*nbgrader, "generate_assignment", LESSON], folder)
        start = time.perf_counter()
        _run([*nbgrader, "autograde", LESSON], folder)
        each = (time.perf_counter() - start) / len(students)
    return each, _scores(folder / "gradebook.db")


@contextmanager
def _plain() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in ("COURSE_PLAIN", "PYTHONPATH", "PATH")}
    os.environ["COURSE_PLAIN"] = "1"
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


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


if __name__ == "__main__":
    main()
