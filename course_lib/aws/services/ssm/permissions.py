"""Which permissions Parameter Store's operations need.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Systems Manager" (resource type
parameter).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Call

Needs = Callable[[Call], Iterator[Need]]


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _one(member: str) -> Needs:
    def found(call: Call) -> Iterator[Need]:
        yield Need(f"ssm:{call.operation}", _arn(call, str(call.params.get(member) or "*")))

    return found


def _several(call: Call) -> Iterator[Need]:
    for name in call.params.get("Names") or ("*",):
        yield Need(f"ssm:{call.operation}", _arn(call, str(name)))


def _any(call: Call) -> Iterator[Need]:
    yield Need(f"ssm:{call.operation}", f"arn:aws:ssm:{call.region}:{call.account}:*")


def _arn(call: Call, name: str) -> str:
    if name.startswith("arn:"):
        return name
    plain = name.partition(":")[0].strip("/")
    return f"arn:aws:ssm:{call.region}:{call.account}:parameter/{plain}"


OPERATIONS: Mapping[str, Needs] = {
    "PutParameter": _one("Name"),
    "GetParameter": _one("Name"),
    "GetParameters": _several,
    "GetParametersByPath": _one("Path"),
    "DescribeParameters": _any,
    "DeleteParameter": _one("Name"),
    "DeleteParameters": _several,
}
