"""Calls while EC2 lists what it describes in another order: it promises none."""

from collections.abc import Callable
from typing import Any

from course_lib.aws.layers.any_order import AnyOrder
from course_lib.checks import Reason

LISTED = Reason(
    "EC2 lists what it describes in any order: rules, routes and tables, and also what you ask for by several ids. It "
    "was another order here, and that alone made the answer wrong. Sort by what counts, such as RuleNumber, and find "
    "each thing by its id.",
    when=lambda seen: bool(seen.facts["listed"]),
)


def in_another_order(
    cloud: Any, call: Callable[[], object], expected: object, order: AnyOrder | None = None
) -> tuple[object, bool]:
    """What a call returns then, and whether it is wrong for that alone: in the usual order it would be right.

    Args:
        cloud: the account.
        call: makes it.
        expected: the right answer.
        order: which; unless told, all lists come from their end.
    """
    with cloud.use(order or AnyOrder()):
        got = call()
    return got, got != expected and call() == expected
