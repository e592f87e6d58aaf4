"""The data that each lesson starts from: one module a lesson, with `prepare(cloud)`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from course_lib.cloud.services import DEFAULT


def handed(lesson: str) -> tuple[str, ...]:
    """What calls of a lesson's functions are handed clients, resources and engines of: services and `DATABASES`."""
    if find_spec(f"course_lib.scenarios.{lesson}") is None:
        return DEFAULT
    return (*services(lesson), *getattr(import_module(f"course_lib.scenarios.{lesson}"), "DATABASES", ()))


def services(lesson: str) -> tuple[str, ...]:
    """What a lesson's clouds offer, by botocore's names: its scenario's `SERVICES`, or DynamoDB alone."""
    if find_spec(f"course_lib.scenarios.{lesson}") is None:
        return DEFAULT
    return tuple(getattr(import_module(f"course_lib.scenarios.{lesson}"), "SERVICES", DEFAULT))
