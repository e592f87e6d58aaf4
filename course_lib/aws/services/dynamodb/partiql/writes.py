"""INSERT, UPDATE, DELETE and EXISTS as plans: the same that single writes and transactions are made of.

Source: developer guide, "PartiQL insert statements for DynamoDB" (an item that is there already is DuplicateItem),
"PartiQL update statements" (of an item that is there), "PartiQL delete statements" (of one that is not there: nothing).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import AwsError, Call
from course_lib.aws.services.dynamodb import state
from course_lib.aws.services.dynamodb.accesses import Write as Written
from course_lib.aws.services.dynamodb.accesses import note
from course_lib.aws.services.dynamodb.errors import Refused, condition_failed
from course_lib.aws.services.dynamodb.members import Params
from course_lib.aws.services.dynamodb.operations import plans
from course_lib.aws.services.dynamodb.partiql import where
from course_lib.aws.services.dynamodb.partiql.statements import Delete, Exists, Insert, Update
from course_lib.aws.services.dynamodb.state import Table

DUPLICATE = AwsError("DuplicateItemException", "Duplicate primary key exists in table")


def plan(call: Call, statement: Insert | Update | Delete | Exists, params: Params) -> tuple[plans.Plan, Table]:
    """What a write asks for, and where; nothing is looked at yet but the table's key.

    Raises:
        BadRequest, Refused: it is wrong by itself, or names no item.
    """
    table = state.table(call, statement.table)
    if isinstance(statement, Insert):
        return _insert(statement), table
    condition = statement.select.where if isinstance(statement, Exists) else statement.where
    key, rest = where.needed_key(table, condition)
    if isinstance(statement, Update):
        return _of_what_is_there(plans.updating(key, statement.actions, rest, params), params), table
    if isinstance(statement, Exists):
        return _of_what_is_there(plans.checking(key, rest, params), params), table
    return _deletion(plans.deletion(key, rest, params), key), table


def _insert(statement: Insert) -> plans.Plan:
    put = plans.put({"Item": statement.item})

    def change(table: Table) -> plans.Change:
        old = table.get(table.key_of(statement.item))
        if old is not None:
            note(Written(table, old, old, table.key_of(statement.item)))
            raise Refused(DUPLICATE)
        return put.change(table)

    return replace(put, change=change)


def _of_what_is_there(made: plans.Plan, params: Params) -> plans.Plan:
    """An update creates nothing."""

    def change(table: Table) -> plans.Change:
        if table.get(made.key) is None:
            note(Written(table, None, None, made.key))
            raise condition_failed(None)
        return made.change(table)

    return replace(made, change=change)


def _deletion(made: plans.Plan, key: Any) -> plans.Plan:
    def change(table: Table) -> plans.Change:
        return made.change(table) if table.get(key) is not None else plans.Change(table, key, None, None)

    return replace(made, change=change)
