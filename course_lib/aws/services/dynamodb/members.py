"""Whether a request's own members are what `contracts` says: names, enumerations, lengths.

AWS collects these problems into one message. Where its newer checks stop at the first one instead, the comments
say so. Source: botocore's DynamoDB model (enumerations, bounds); order and words: captures of the
dynamodb-conformance suite, us-east-1, October 2026, and dynalite's tests.
"""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.aws.services.dynamodb.contracts import CONTRACTS, ENVELOPED
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused, invalid
from course_lib.aws.services.dynamodb.member_checks import (
    CAPACITY,
    LOGIC,
    LOGIC_NEWER,
    METRICS,
    NAME_CONSTRAINT,
    ON_FAILURE,
    RETURN_VALUES,
    Check,
    Name,
    OneOf,
    Params,
    Required,
    failed,
    lower,
    name_problems,
    newer_return_values,
    older_empty_table,
)

__all__ = [
    "Params",
    "action_problems",
    "check_members",
    "failed",
    "lower",
    "member_problems",
    "name_problems",
    "refused_together",
]

_ACTION_MEMBERS = {
    "ConditionCheck": ("ConditionExpression", "Key"),
    "Put": ("Item",),
    "Delete": ("Key",),
    "Update": ("UpdateExpression", "Key"),
    "Get": ("Key",),
}

# Without a key, UpdateItem runs the older checks alone.
_UPDATE_WITHOUT_KEY: tuple[Check, ...] = (
    CAPACITY, older_empty_table, METRICS, OneOf("ReturnValues", RETURN_VALUES), LOGIC, Required("Key"),
)  # fmt: skip


def check_members(operation: str, params: Params) -> None:
    """Refuse a request for its members' own values.

    Raises:
        BadRequest, Refused: with every problem found, or the one AWS stops at.
    """
    if operation == "UpdateItem" and params.get("Key") is None:
        raise refused_together([problem for check in _UPDATE_WITHOUT_KEY for problem in check(params)])
    if operation in ENVELOPED and params.get("TableName") == "":
        raise BadRequest(NAME_CONSTRAINT)
    if operation != "Scan" and params.get("ConditionalOperator", "AND") not in ("AND", "OR"):
        raise BadRequest(LOGIC_NEWER)
    if operation == "UpdateItem":  # its newer checks stop at the return values
        for problem in newer_return_values(params):
            raise BadRequest(problem)
    if operation == "Query" and params.get("Limit") == 0:
        raise refused_together(
            ["Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1"]
        )
    if problems := member_problems(operation, params):
        raise refused_together(problems)


def member_problems(operation: str, params: Params) -> list[str]:
    """What is wrong with a request's own members, in the order AWS lists it."""
    return [problem for check in CONTRACTS[operation].members for problem in check(params)]


def refused_together(problems: Sequence[str]) -> Refused:
    """Problems with members, in AWS's one sentence."""
    plural = "s" if len(problems) > 1 else ""
    return invalid(f"{len(problems)} validation error{plural} detected: {'; '.join(problems)}")


def action_problems(action: str, params: Params, place: int) -> list[str]:
    """What is wrong with the members of a transaction's action; `place` counts from 1."""
    inside = f"transactItems.{place}.member.{lower(action)}."
    checks: tuple[Check, ...] = (
        *(Required(name, inside) for name in _ACTION_MEMBERS[action]),
        Name("TableName", inside=inside),
        OneOf("ReturnValuesOnConditionCheckFailure", ON_FAILURE.values, inside),
    )
    return [problem for check in checks for problem in check(params)]
