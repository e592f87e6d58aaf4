"""The data that each lesson starts from: one module a lesson, with `prepare(cloud)`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from course_lib.cloud.services import DEFAULT


def services(lesson: str) -> tuple[str, ...]:
    """What a lesson's clouds offer, by botocore's names: its scenario's `SERVICES`, or DynamoDB alone."""
    if find_spec(f"course_lib.scenarios.{lesson}") is None:
        return DEFAULT
    return tuple(getattr(import_module(f"course_lib.scenarios.{lesson}"), "SERVICES", DEFAULT))
