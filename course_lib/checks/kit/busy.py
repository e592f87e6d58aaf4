"""A table that is too busy and stays so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from course_lib.aws.layers.faults import Throttle
from course_lib.aws.services.dynamodb.contracts import ITEM_READS, ITEM_WRITES

STATEMENTS = ("BatchExecuteStatement", "ExecuteStatement", "ExecuteTransaction")  # PartiQL, which reads and writes
READS, WRITES = (*sorted(ITEM_READS), *STATEMENTS), (*sorted(ITEM_WRITES), *STATEMENTS)
CALLS = (*READS, *sorted(ITEM_WRITES))  # DynamoDB's calls on items


@contextmanager
def busy(cloud: Any, *operations: str) -> Iterator[None]:
    """For the length of the block DynamoDB turns these operations away, however often they are tried.

    Args:
        cloud: where.
        operations: by AWS's names; all calls on items unless told.
    """
    with ExitStack() as layers:
        for operation in operations or CALLS:
            layers.enter_context(cloud.use(Throttle(operation)))
        yield
