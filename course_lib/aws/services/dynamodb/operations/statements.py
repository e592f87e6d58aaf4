"""ExecuteStatement, BatchExecuteStatement and ExecuteTransaction.

Source: DynamoDB API reference; developer guide, "Running batch operations with PartiQL for DynamoDB" and "Performing
transactions with PartiQL for DynamoDB"; LocalStack's and moto's tests against AWS.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import AwsError, Call
from course_lib.aws.services.dynamodb import state
from course_lib.aws.services.dynamodb.accesses import before_index_writes, before_write
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused, invalid
from course_lib.aws.services.dynamodb.members import Params, check_members, failed, member_problems, refused_together
from course_lib.aws.services.dynamodb.operations import plans, transactions
from course_lib.aws.services.dynamodb.partiql import reads, where, writes
from course_lib.aws.services.dynamodb.partiql.parser import parse
from course_lib.aws.services.dynamodb.partiql.statements import Delete, Exists, Insert, Select, Statement, Update

MOST_IN_BATCH, MOST_IN_TRANSACTION = 25, 100
_ONE_KIND = "The batch/transaction cannot contain both read and write statements"
_NOT_ALONE = "EXISTS is only allowed in a transaction"
_SELECTS = "Select statements within {} must specify the primary key in the where clause."
# What a batch calls the errors of its statements. Source: API reference, BatchStatementError.
_BATCH_CODES = {
    "AccessDeniedException": "AccessDenied",
    "ConditionalCheckFailedException": "ConditionalCheckFailed",
    "DuplicateItemException": "DuplicateItem",
    "ProvisionedThroughputExceededException": "ProvisionedThroughputExceeded",
    "RequestLimitExceeded": "RequestLimitExceeded",
    "ResourceNotFoundException": "ResourceNotFound",
    "ThrottlingException": "ThrottlingError",
    "TransactionConflictException": "TransactionConflict",
    "ValidationException": "ValidationError",
}


def execute_statement(call: Call) -> dict[str, Any]:
    """One statement."""
    check_members(call.operation, call.params)
    statement = parse(call.params["Statement"], call.params.get("Parameters"))
    if isinstance(statement, Exists):
        raise invalid(_NOT_ALONE)
    if isinstance(statement, Select):
        return reads.select(call, statement, call.params)
    change = _change(call, statement, call.params)
    change.commit()
    return {"Items": _returned(change, statement)}


def _change(call: Call, statement: Insert | Update | Delete, params: Params) -> plans.Change:
    plan, table = writes.plan(call, statement, params)
    plan.shape(table)
    before_write(table, plan.key)
    change = plan.change(table)
    before_index_writes(table, change.old, change.new)
    return change


def _returned(change: plans.Change, statement: Insert | Update | Delete) -> list[Any]:
    if isinstance(statement, Insert) or statement.returning is None:
        return []
    attributes = plans.returned(change, statement.returning).get("Attributes")
    return [] if attributes is None else [attributes]


def batch_execute_statement(call: Call) -> dict[str, Any]:
    """Up to 25 statements, each for itself; all of them read, or all of them write."""
    given, parsed = check_batch(call)
    answers = [_in_batch(call, one, params) for one, params in zip(parsed, given, strict=True)]
    return {"Responses": answers}


def check_batch(call: Call) -> tuple[Sequence[Params], list[Statement | AwsError]]:
    """A batch's statements as they are given, and parsed.

    Raises:
        Refused: the batch is refused as a whole.
    """
    given = _listed(call, "Statements", MOST_IN_BATCH)
    parsed = [_parsed(each) for each in given]
    _check_one_kind([each for each in parsed if not isinstance(each, AwsError)])
    return given, parsed


def _listed(call: Call, member: str, most: int) -> Sequence[Params]:
    problems = member_problems(call.operation, call.params)
    given, where_ = call.params.get(member), member[0].lower() + member[1:]
    if given is None:
        problems.append(failed("null", where_, "Member must not be null"))
    elif not 1 <= len(given) <= most:
        told = "greater than or equal to 1" if not given else f"less than or equal to {most}"
        problems.append(failed(f"'{list(given)}'", where_, f"Member must have length {told}"))
    for place, each in enumerate(given or (), start=1):
        if each.get("Statement") is None:
            problems.append(failed("null", f"{where_}.{place}.member.statement", "Member must not be null"))
    if problems:
        raise refused_together(problems)
    listed: Sequence[Params] = call.params[member]
    return listed


def _parsed(each: Params) -> Statement | AwsError:
    try:
        return parse(each["Statement"], each.get("Parameters"))
    except BadRequest as problem:
        return AwsError("ValidationException", problem.message)
    except Refused as refusal:
        return refusal.error


def _check_one_kind(statements: Sequence[Any]) -> None:
    if len({isinstance(each, Select) for each in statements}) > 1:
        raise invalid(_ONE_KIND)


def _in_batch(call: Call, statement: Statement | AwsError, params: Params) -> dict[str, Any]:
    if isinstance(statement, AwsError):
        return {"Error": batch_error(statement)}
    named = {"TableName": statement.table}
    try:
        if isinstance(statement, Exists):
            raise invalid(_NOT_ALONE)
        if isinstance(statement, Select):
            found = _one(call, statement, bool(params.get("ConsistentRead")))
            return named if found is None else {**named, "Item": reads.shown(found, statement)}
        change = _change(call, statement, params)
        change.commit()
        returned = _returned(change, statement)
        return {**named, "Item": returned[0]} if returned else named
    except BadRequest as problem:
        return {**named, "Error": batch_error(AwsError("ValidationException", problem.message))}
    except Refused as refusal:
        gone = refusal.error.code == "ResourceNotFoundException"
        return {**({} if gone else named), "Error": batch_error(refusal.error)}


def _one(call: Call, statement: Select, consistent: bool) -> Any:
    try:
        return reads.one_item(call, statement, consistent)[1]
    except Refused as refusal:
        if refusal.error.message == where.NO_KEY:
            raise invalid(_SELECTS.format(call.operation)) from None
        raise


def batch_error(error: AwsError) -> dict[str, Any]:
    return {"Code": _BATCH_CODES.get(error.code, error.code), "Message": error.message, **error.members}


def execute_transaction(call: Call) -> dict[str, Any]:
    """Up to 100 statements, all or none of them; all of them read, or all of them write or check."""
    given, parsed = _together(call)
    if all(isinstance(each, Select) for each in parsed):
        selects = [each for each in parsed if isinstance(each, Select)]
        found = [(each, _one(call, each, False)) for each in selects]
        return {"Responses": [{} if item is None else {"Item": reads.shown(item, each)} for each, item in found]}
    for change in _changes(call, parsed, given):
        change.commit()
    return {"Responses": [{} for _ in given]}


def prepared(call: Call, taken: Container[transactions.Place]) -> list[plans.Change]:
    """What an ExecuteTransaction call would write, while these items are another transaction's; nothing if it reads.

    Raises:
        BadRequest, Refused: the request is refused, or cancelled.
    """
    given, parsed = _together(call)
    if not all(isinstance(each, Select) for each in parsed):
        return _changes(call, parsed, given, taken)
    tables = [state.table(call, each.table) for each in parsed]
    keys = [where.needed_key(table, each.where)[0] for table, each in zip(tables, parsed, strict=True)]
    transactions.refuse_taken(tables, keys, taken)
    return []


def planned_on(call: Call) -> tuple[list[plans.Plan], list[state.Table]]:
    """What an ExecuteTransaction call that writes or checks asks for, and each statement's table; nothing if it reads.

    Raises:
        BadRequest, Refused: the request is wrong by itself, or for its tables.
    """
    given, parsed = _together(call)
    if all(isinstance(each, Select) for each in parsed):
        return [], []
    return _planned(call, parsed, given)


def written(call: Call) -> transactions.Place | None:
    """The item that an ExecuteStatement call writes to; None if it reads.

    Raises:
        BadRequest, Refused: the request is wrong by itself, or for its table.
    """
    check_members(call.operation, call.params)
    return _written(call, parse(call.params["Statement"], call.params.get("Parameters")), call.params)


def written_in_batch(call: Call) -> list[transactions.Place | None]:
    """The item that each statement of a BatchExecuteStatement call that can be read writes to; None if it writes none.

    Raises:
        BadRequest, Refused: the batch is refused as a whole.
    """
    given, parsed = check_batch(call)
    places: list[transactions.Place | None] = []
    for statement, params in zip(parsed, given, strict=True):
        if isinstance(statement, AwsError):
            continue
        try:
            places.append(_written(call, statement, params))
        except (BadRequest, Refused):
            places.append(None)
    return places


def _written(call: Call, statement: Statement, params: Params) -> transactions.Place | None:
    if isinstance(statement, (Select, Exists)):
        return None
    plan, table = writes.plan(call, statement, params)
    plan.shape(table)
    return transactions.place(table, plan.key)


def _together(call: Call) -> tuple[Sequence[Mapping[str, Any]], list[Any]]:
    """A transaction's statements as they are given, and parsed."""
    given = _listed(call, "TransactStatements", MOST_IN_TRANSACTION)
    parsed = [parse(each["Statement"], each.get("Parameters")) for each in given]
    _check_one_kind(parsed)
    return given, parsed


def _changes(
    call: Call, parsed: Sequence[Any], given: Sequence[Mapping[str, Any]], taken: Container[transactions.Place] = ()
) -> list[plans.Change]:
    return transactions.changes_of(*_planned(call, parsed, given), taken)


def _planned(
    call: Call, parsed: Sequence[Any], given: Sequence[Mapping[str, Any]]
) -> tuple[list[plans.Plan], list[state.Table]]:
    pairs = [writes.plan(call, each, params) for each, params in zip(parsed, given, strict=True)]
    planned, tables = [plan for plan, _ in pairs], [table for _, table in pairs]
    transactions.refuse_duplicates(tables, [plan.key for plan in planned])
    return planned, tables


OPERATIONS = {
    "ExecuteStatement": execute_statement,
    "BatchExecuteStatement": batch_execute_statement,
    "ExecuteTransaction": execute_transaction,
}
