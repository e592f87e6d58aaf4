"""Measure the budgets of docs/architecture.md side by side in one run, and write build/bench.json.

    .venv/bin/python tools/bench.py [--class-size 50] [--stock 10] [--large 500] [--only class]

`--stock` is how many submissions of the class stock nbgrader grades: it takes seconds for each.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import bench_class
from bench_class import Result

ROOT = Path(__file__).resolve().parent.parent
LESSON = "conditional_writes"


def main() -> None:
    """Run every measurement, print each as it is ready, and write them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--class-size", type=int, default=50)
    parser.add_argument("--stock", type=int, default=10)
    parser.add_argument("--large", type=int, default=500, help="the size of the class whose memory is watched")
    parser.add_argument("--only", choices=["course", "class"])
    options = parser.parse_args()
    results: list[Result] = []
    for result in measure(options):
        results.append(result)
        against = f"   {result.ratio:.2f} x {result.versus}" if result.ratio is not None else ""
        print(f"{result.name:<58}{result.value:10.3f} {result.unit}{against}", flush=True)
    out = ROOT / "build" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({"schema": 1, "results": [asdict(result) for result in results]}, indent=2) + "\n")
    print(f"\nWritten to {out.relative_to(ROOT)}")


def measure(options: argparse.Namespace) -> Iterator[Result]:
    """Every measurement, quick ones first."""
    if options.only != "class":
        yield from lab()
        yield from puts()
        yield from checks()
        yield from encryption()
    if options.only != "course":
        yield from bench_class.measure(options.class_size, options.stock, options.large)


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

    from course_lib.aws.account import Cloud

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
    from course_lib.aws.account import Cloud
    from course_lib.checks.here.local import LocalSubmission
    from course_lib.checks.run import run_check

    slowest = {"a practice check, the slowest": 0.0, "a practice check that explores orders, the slowest": 0.0}
    for name in exercises(LESSON):
        loaded = load(LESSON, name)
        namespace: dict[str, object] = {}
        exec(str(loaded.reference), _given(namespace))
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


if __name__ == "__main__":
    main()
