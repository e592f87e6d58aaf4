"""Fixtures for what a learner sees: journal entries by hand, and an open lab on the tests' own lesson."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from course_lib import history, open_lab, progress
from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.journal import Entry
from course_lib.aws.sdk import wall
from course_lib.lab import Lab

check_module = importlib.import_module("course_lib.check")
lab_module = importlib.import_module("course_lib.lab")

CHECK_FAILED = AwsError("ConditionalCheckFailedException", "The conditional request failed")


class Entries:
    """Makes entries as the journal would."""

    def __init__(self) -> None:
        self.made: list[Entry] = []

    def __call__(
        self,
        who: str,
        operation: str,
        params: dict[str, Any],
        result: dict[str, Any] | None = None,
        error: AwsError | None = None,
    ) -> Entry:
        when = datetime(2026, 3, 2, tzinfo=UTC)
        entry = Entry(len(self.made) + 1, when, who, "dynamodb", operation, params, result, error)
        self.made.append(entry)
        return entry


@pytest.fixture
def entry() -> Entries:
    return Entries()


@pytest.fixture
def nobody_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A learner who has passed nothing, seen no hint and has no lab open, in a folder of their own."""
    wall.close()
    for name in ("COURSE_PLAIN", "COURSE_GRADED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(progress, "_HERE", set())
    monkeypatch.setattr(history, "_HERE", {})
    for name, nothing in (("_hints_shown", {}), ("_sent", {}), ("_asked", set())):
        monkeypatch.setattr(check_module, name, nothing)
    monkeypatch.setattr(lab_module, "_open", None)
    yield
    wall.close()


@pytest.fixture
def lab(nobody_before: None, demo_lesson: str) -> Iterator[Lab]:
    """The lab of the lesson `demo`, with one seat taken."""
    opened = open_lab(demo_lesson)
    seats = opened.cloud.resource("dynamodb", who="course").Table("seats")
    seats.put_item(Item={"seat": "12A", "owner": "Cy", "price": 40})
    yield opened
    opened.close()


@pytest.fixture
def seats(lab: Lab) -> Any:
    """The table of seats, as the learner's plain boto3 sees it."""
    import boto3

    return boto3.resource("dynamodb").Table("seats")


Claim = Callable[[Any, str, str], bool]


def claims_well(dynamodb: Any, seat: str, owner: str) -> bool:
    from botocore.exceptions import ClientError

    try:
        dynamodb.Table("seats").put_item(
            Item={"seat": seat, "owner": owner}, ConditionExpression="attribute_not_exists(seat)"
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def claims_blindly(dynamodb: Any, seat: str, owner: str) -> bool:
    dynamodb.Table("seats").put_item(Item={"seat": seat, "owner": owner})
    return True
