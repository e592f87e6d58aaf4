"""A table made in moto without its web framework, which takes seven times as long as moto: every check makes some.

moto's own method does the work. What it refuses goes through the framework as ever, since that words the refusal.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.moto_backend import LOCK, at_time
from course_lib.aws.services.dynamodb.shapes import output_of


class QuickTables:
    """Makes tables; the last layer before moto.

    Args:
        clock: what moto takes for the present: of the table, its stream, and the key of AWS's that it may need.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "dynamodb" or call.operation != "CreateTable":
            return forward(call)
        with LOCK, at_time(self._clock.now()):
            made = create_table(call)
        return made or forward(call)


def create_table(call: Call) -> Answer | None:
    """Make a table; None when moto refuses, and nothing was made."""
    from moto.core.exceptions import HTTPException, ServiceException
    from moto.dynamodb.responses import DynamoHandler

    handler = DynamoHandler()
    handler.current_account, handler.region = call.account, call.region
    handler.body = copy.deepcopy(dict(call.params))  # the table keeps parts of it
    try:
        made = handler.create_table().result
    except (HTTPException, ServiceException):
        return None
    return Answer(result=_on_the_wire(output_of(call.operation), made))


def _on_the_wire(shape: Any, value: Any) -> Any:
    """What moto gives as the JSON protocol carries it: the members that botocore's model has, in its order."""
    if shape.type_name == "structure" and isinstance(value, Mapping):
        kept = {name: value.get(name) for name in shape.members}
        return {name: _on_the_wire(shape.members[name], each) for name, each in kept.items() if each is not None}
    if shape.type_name == "list":
        return [_on_the_wire(shape.member, each) for each in value]
    if isinstance(value, datetime):
        return round(value.replace(tzinfo=UTC).timestamp(), 3)
    return value
