"""Which permissions EventBridge's operations need.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge".
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


def _on_rule(member: str) -> Needs:
    def found(call: Call) -> Iterator[Need]:
        name = str(call.params.get(member) or "*")
        arn = name if name.startswith("arn:") else f"arn:aws:events:{call.region}:{call.account}:rule/{name}"
        yield Need(f"events:{call.operation}", arn)
        if call.params.get("RoleArn"):
            yield Need("iam:PassRole", str(call.params["RoleArn"]), {"iam:PassedToService": "events.amazonaws.com"})

    return found


def _everywhere(call: Call) -> Iterator[Need]:
    yield Need(f"events:{call.operation}", f"arn:aws:events:{call.region}:{call.account}:rule/*")


OPERATIONS: Mapping[str, Needs] = {
    **{name: _on_rule("Name") for name in ("DeleteRule", "DescribeRule", "DisableRule", "EnableRule", "PutRule")},
    **{name: _on_rule("Rule") for name in ("ListTargetsByRule", "PutTargets", "RemoveTargets")},
    **{name: _on_rule("ResourceARN") for name in ("ListTagsForResource", "TagResource", "UntagResource")},
    "ListRules": _everywhere,
    "ListRuleNamesByTarget": _everywhere,
}
