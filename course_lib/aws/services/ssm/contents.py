"""What Parameter Store keeps for an account: `parameter /orders/table` with its versions."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.ssm.layer import ParameterRules


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for name, parameter in account.layer(ParameterRules).store().parameters.items():
        latest = parameter.latest
        words = (parameter.made, latest.number, latest.kind, latest.value, latest.tier, latest.description, latest.key)
        yield f"parameter {name}", said(repr(words))
