"""Do once in the notebook's process what every check would otherwise do anew in its copy: it costs most of its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_lib.checks.exercise import Check, Exercise
from course_lib.checks.here.run import run_one

_warm: set[tuple[str, ...]] = set()
_NOBODYS = Exercise(call="write(dynamodb)", section="", hints=("", "", ""))


def warm(services: Sequence[str]) -> None:
    """Import, parse and make what checks of a lesson need, by running one; only the first time.

    Args:
        services: what the lesson's accounts offer, by botocore's names.
    """
    key = tuple(services)
    if key in _warm:
        return
    _warm.add(key)
    run_one(Check("warm", "Everything is loaded.", _check), _NOBODYS, {"write": _write, "use": _use}, services, 60)


def _check(submission: Any, cloud: Any) -> None:
    from course_lib.checks.explore import interleavings

    for service in cloud.services:
        submission.use(cloud.client(service))
    if "dynamodb" not in cloud.services:
        return
    _prepare(cloud)
    submission.write(cloud.resource("dynamodb"))

    def calls(other: Any) -> list[Any]:
        return [submission.later.write(other.resource("dynamodb", who=who)) for who in ("Ana", "Ben")]

    interleavings(submission, cloud, prepare=_prepare, calls=calls, holds=lambda *_: None, limit=2)


def _prepare(cloud: Any) -> None:
    cloud.client("dynamodb", who="course").create_table(
        TableName="warm",
        KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def _write(dynamodb: Any) -> None:
    table = dynamodb.Table("warm")
    table.put_item(Item={"key": "a"}, ConditionExpression="attribute_not_exists(other)")
    table.update_item(Key={"key": "a"}, UpdateExpression="ADD times :one", ExpressionAttributeValues={":one": 1})
    table.get_item(Key={"key": "a"}, ConsistentRead=True)


def _use(client: Any) -> None:
    """A client that is made has read its service's model."""
