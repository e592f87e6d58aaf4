"""The table of item operations: it has a row for each, and a new one needs a row and a function."""

from __future__ import annotations

import sys

from course_lib.aws.account import Cloud
from course_lib.aws.services import SERVICES
from course_lib.aws.services.dynamodb import contracts, item_rules, operations
from course_lib.aws.services.dynamodb.contracts import CONTRACTS, Contract

LIMITS = """
def describe_limits(call):
    return {"AccountMaxReadCapacityUnits": 80000, "TableMaxReadCapacityUnits": 40000}

OPERATIONS = {"DescribeLimits": describe_limits}
"""


def test_every_row_has_a_function():
    """And every function has a row."""
    assert set(operations.operations()) == set(CONTRACTS)


def test_what_reads():
    """One table says which operations change nothing; operations on tables go by their names."""
    reads = {name for name in CONTRACTS if SERVICES["dynamodb"].is_read(name)}
    assert reads == contracts.ITEM_READS == {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
    other = ("DescribeTable", "ListTables", "CreateTable", "DeleteTable", "RestoreTableToPointInTime")
    assert [SERVICES["dynamodb"].is_read(name) for name in other] == [True, True, False, False, False]


def test_a_new_operation_is_a_row_and_a_function(tmp_path, monkeypatch):
    """With a row in `contracts` and a module in `operations` it is answered; no other module hears of it."""
    (tmp_path / "limits.py").write_text(LIMITS, encoding="utf-8")
    monkeypatch.setattr(operations, "__path__", [*operations.__path__, str(tmp_path)])
    monkeypatch.setitem(CONTRACTS, "DescribeLimits", Contract(members=(), reads=True))
    monkeypatch.setattr(item_rules, "OPERATIONS", operations.operations())
    try:
        with Cloud() as cloud:
            told = cloud.client("dynamodb").describe_limits()
    finally:
        del sys.modules[f"{operations.__name__}.limits"]
    assert (told["AccountMaxReadCapacityUnits"], told["TableMaxReadCapacityUnits"]) == (80000, 40000)
