"""Which permissions RDS's operations need.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon RDS".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Call

Values = dict[str, str | tuple[str, ...]]
Needs = Callable[[Call], Iterator[Need]]


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _of(*resources: tuple[str, str]) -> Needs:
    """The action of the operation's name on each of these: an ARN's kind, and the parameter that names it."""

    def found(call: Call) -> Iterator[Need]:
        for kind, parameter in resources:
            yield Need(f"rds:{call.operation}", _arn(call, kind, str(call.params.get(parameter) or "*")), _values(call))
        if call.params.get("Tags") and call.operation != "AddTagsToResource":
            kind, parameter = resources[0]
            name = str(call.params.get(parameter) or "*")
            yield Need("rds:AddTagsToResource", _arn(call, kind, name), _values(call))

    return found


def _given(*resources: tuple[str, str]) -> Needs:
    """The action of the operation's name on those of these that the request names; on any of the first, if none."""

    def found(call: Call) -> Iterator[Need]:
        named = [each for each in resources if call.params.get(each[1])]
        yield from _of(*(named or resources[:1]))(call)

    return found


def _arn(call: Call, kind: str, name: str) -> str:
    if name.startswith("arn:"):
        return name
    return f"arn:aws:rds:{call.region}:{call.account}:{kind}:{name.lower()}"


def _values(call: Call) -> Values:
    tags = {str(tag.get("Key")): str(tag.get("Value", "")) for tag in call.params.get("Tags") or ()}
    values: Values = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    if tags:
        values["aws:TagKeys"] = tuple(tags)
    return values


def _by_arn(call: Call) -> Iterator[Need]:
    yield Need(f"rds:{call.operation}", str(call.params.get("ResourceName", "*")), _values(call))


_INSTANCE = ("db", "DBInstanceIdentifier")
_SNAPSHOT = ("snapshot", "DBSnapshotIdentifier")

OPERATIONS: Mapping[str, Needs] = {
    "CreateDBInstance": _of(_INSTANCE),
    "DescribeDBInstances": _of(_INSTANCE),
    "ModifyDBInstance": _of(_INSTANCE),
    "StopDBInstance": _of(_INSTANCE),
    "StartDBInstance": _of(_INSTANCE),
    "DeleteDBInstance": _of(_INSTANCE),
    "CreateDBSnapshot": _of(_SNAPSHOT, _INSTANCE),
    "DescribeDBSnapshots": _given(_SNAPSHOT, _INSTANCE),
    "DeleteDBSnapshot": _of(_SNAPSHOT),
    "CopyDBSnapshot": _of(("snapshot", "TargetDBSnapshotIdentifier"), ("snapshot", "SourceDBSnapshotIdentifier")),
    "RestoreDBInstanceFromDBSnapshot": _of(_INSTANCE, _SNAPSHOT),
    "AddTagsToResource": _by_arn,
    "ListTagsForResource": _by_arn,
    "RemoveTagsFromResource": _by_arn,
}
