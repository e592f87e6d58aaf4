"""Mistakes that everybody makes once with boto3, known by the error they end in, whatever the exercise.

An exercise's own advice comes first; this is for errors about which the exercise says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from course_lib.checks.results import CheckResult


@dataclass(frozen=True)
class Trap:
    """A mistake: what its error looks like, and what to do. The advice may name the pattern's groups, as {0}."""

    error: re.Pattern[str]
    advice: str


def _trap(error: str, advice: str) -> Trap:
    return Trap(re.compile(error), advice)


TRAPS = (
    _trap(
        r"reserved keyword: (\w+)",
        "`{0}` is one of DynamoDB's reserved words, which an expression may not name directly. Write a placeholder "
        'such as `#it` in the expression, and say what it stands for: `ExpressionAttributeNames={{"#it": "{0}"}}`, '
        "spelled as in the item. (DynamoDB Developer Guide, Reserved words in DynamoDB)",
    ),
    _trap(
        r"KeyError: 'Attributes'",
        "An answer has `Attributes` only if the request asks for them: with `ReturnValues`, for example "
        '`ReturnValues="UPDATED_NEW"`. Left out, it means `NONE`. (DynamoDB API Reference, UpdateItem)',
    ),
    _trap(
        r"KeyError: 'Item'",
        "A read of an item that is not there succeeds, and its answer has no `Item`. Ask with `.get(\"Item\")`, and "
        "say what your function does when there is none. (DynamoDB API Reference, GetItem)",
    ),
    _trap(
        r"Unknown parameter in input: \"(\w+)\"",
        "This request has no parameter `{0}`. The rest of the message lists those it has; look at spelling and capital "
        "letters, and whether it belongs to another operation.",
    ),
    _trap(
        r"Missing required parameter in input: \"(\w+)\"",
        "The request cannot do without `{0}`: give it as a keyword argument.",
    ),
    _trap(
        r"Float types are not supported",
        "DynamoDB's numbers have more digits than a `float` can hold, so boto3 takes none. Use an `int`, or "
        '`Decimal("1.5")` made from text. (boto3, DynamoDB customization reference)',
    ),
    _trap(
        r"'dynamodb\.ServiceResource' object has no attribute '(\w+)'",
        "You were given a resource. Its items are reached through a table: `dynamodb.Table(\"…\")` has `get_item`, "
        "`put_item`, `update_item` and so on. What only the client has is at `dynamodb.meta.client`.",
    ),
    _trap(
        r"An expression attribute value used in expression is not defined; attribute value: (:\w+)",
        "The expression says `{0}`, and `ExpressionAttributeValues` does not say what it is.",
    ),
    _trap(
        r"Value provided in ExpressionAttributeValues unused in expressions: keys: \{(:\w+)",
        "You give a value for `{0}`, and no expression uses it. DynamoDB refuses that: it is usually a slip.",
    ),
)  # fmt: skip


def with_advice(result: CheckResult) -> CheckResult:
    """The result with the advice for a known trap, if it has none and its error is one."""
    if result.passed or result.advice_text or result.secret:
        return result
    said = "\n".join(filter(None, [result.finding.problem, result.finding.got]))
    found = next(((trap, match) for trap in TRAPS if (match := trap.error.search(said))), None)
    return replace(result, advice_text=found[0].advice.format(*found[1].groups())) if found else result
