"""TransactWriteItems and TransactGetItems: all of it or nothing.

Problems with the request alone, missing tables, items named twice and empty keys refuse the whole request. What is
wrong with an action against its table or item cancels the transaction, with a reason for each action.

Source: DynamoDB API reference; cases and words as captured by the dynamodb-conformance suite and by ScyllaDB
Alternator's tests against AWS.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.messages import AwsError, Call
from course_lib.aws.services.dynamodb import keys, state
from course_lib.aws.services.dynamodb.accesses import Read, before_index_writes, before_read, before_write, note
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused, invalid
from course_lib.aws.services.dynamodb.expressions.paths import project
from course_lib.aws.services.dynamodb.members import Params, action_problems, failed, member_problems, refused_together
from course_lib.aws.services.dynamodb.operations import plans
from course_lib.aws.services.dynamodb.operations.reading import Paths
from course_lib.aws.services.dynamodb.request import bound, refuse_mixing
from course_lib.aws.services.dynamodb.values import Item, Wording, checked_map, content, item_size

MOST_ACTIONS = 100
LARGEST = 4 * 1024 * 1024  # bytes. Source: API reference, TransactWriteItems and TransactGetItems
ONE_ITEM = "Transaction request cannot include multiple operations on one item"
ONE_ACTION = "TransactItems can only contain one of Check, Put, Update or Delete"
TOO_LARGE = "Transaction payload size cannot exceed 4 MB"
_CANCELLED = "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]"
_NONE = {"Code": "None"}
# Words: botocore's model of TransactionCanceledException; users' logs show them without the full stop.
CONFLICT = AwsError("TransactionConflictException", "Transaction is ongoing for the item")
# Source: API reference, TransactionCanceledException.
_REASONS = {
    CONFLICT.code: "TransactionConflict",
    "DuplicateItemException": "DuplicateItem",
    "ProvisionedThroughputExceededException": "ProvisionedThroughputExceeded",
    "ThrottlingException": "ThrottlingError",
}

Place = tuple[str, ...]  # where an item is: its table's name, then its key's values

_PLANS: Mapping[str, Callable[[Params], plans.Plan]] = {
    "ConditionCheck": lambda params: plans.check(params, Wording.OLDER),
    "Put": lambda params: plans.put(params, "Put", Wording.OLDER),
    "Delete": lambda params: plans.delete(params, "Delete", Wording.OLDER),
    "Update": lambda params: plans.update(params, "Update", Wording.OLDER),
}


@dataclass(frozen=True)
class _Get:
    """One read: what it names, and what of it is wanted."""

    key: Item
    paths: Paths


def transact_write_items(call: Call) -> dict[str, Any]:
    """All of the writes, or none of them."""
    for change in prepared(call):
        change.commit()
    return {}


def prepared(call: Call, taken: Container[Place] = ()) -> list[plans.Change]:
    """What a TransactWriteItems call will change. Nothing is changed yet.

    Args:
        call: the call.
        taken: the items of transactions that are under way.

    Raises:
        BadRequest, Refused: the request is refused, or cancelled.
    """
    return changes_of(*planned_on(call), taken)


def changes_of(
    planned: Sequence[plans.Plan], tables: Sequence[state.Table], taken: Container[Place] = ()
) -> list[plans.Change]:
    """What actions on their tables will change, all of them together.

    Raises:
        Refused: they are refused, or cancelled.
    """
    _settled([_attempt(plan.shape, table) for plan, table in zip(planned, tables, strict=True)])
    changes = [_unless(taken, plan.key, _if_admitted(plan)) for plan in planned]
    return _settled([_attempt(change, table) for change, table in zip(changes, tables, strict=True)])


def _if_admitted(plan: plans.Plan) -> Callable[[state.Table], plans.Change]:
    """What an action changes, provided that the throughput of its table and indexes lets it."""

    def change(table: state.Table) -> plans.Change:
        before_write(table, plan.key)
        changed = plan.change(table)
        before_index_writes(table, changed.old, changed.new)
        return changed

    return change


def planned_on(call: Call) -> tuple[list[plans.Plan], list[state.Table]]:
    """The actions of a TransactWriteItems call that is right as far as the request tells, and each one's table.

    Raises:
        BadRequest, Refused: it is not.
    """
    actions = _actions(call.operation, call.params, tuple(_PLANS))
    planned = [_PLANS[kind](params) for kind, params in actions]
    _check_size(planned, actions)
    tables = [state.table(call, params["TableName"]) for _, params in actions]
    refuse_duplicates(tables, [plan.key for plan in planned])
    return planned, tables


def place(table: state.Table, item: Item) -> Place:
    """Where an item, or the item with this key, is."""
    return (table.name, *(str(content(item[key.name])) for key in table.keys if key.name in item))


def _unless(taken: Container[Place], key: Item, step: Callable[[state.Table], Any]) -> Callable[[state.Table], Any]:
    """A step that is not taken on an item of another transaction."""

    def guarded(table: state.Table) -> Any:
        if place(table, key) in taken:
            raise Refused(CONFLICT)
        return step(table)

    return guarded


def transact_get_items(call: Call) -> dict[str, Any]:
    """Items as they were at one moment, in the request's order."""
    found = [_found(get, table) for get, table in readable(call)]
    if sum(size for _, size in found) > LARGEST:
        raise invalid(TOO_LARGE)
    return {"Responses": [shown for shown, _ in found]}


def readable(call: Call, taken: Container[Place] = ()) -> list[tuple[_Get, state.Table]]:
    """What a TransactGetItems call reads, and where.

    Raises:
        BadRequest, Refused: the request is refused, or cancelled, `taken` being items of transactions under way.
    """
    actions = _actions(call.operation, call.params, ("Get",))
    gets = [_get(params) for _, params in actions]
    tables = [state.table(call, params["TableName"]) for _, params in actions]
    refuse_duplicates(tables, [get.key for get in gets])
    checks = [_unless(taken, get.key, _check_get(get)) for get in gets]
    _settled([_attempt(check, table) for check, table in zip(checks, tables, strict=True)])
    return list(zip(gets, tables, strict=True))


def refuse_taken(tables: Sequence[state.Table], keys: Sequence[Item], taken: Container[Place]) -> None:
    """
    Raises:
        Refused: an item is one of a transaction under way, which cancels the one that wants to read it.
    """
    checks = [_unless(taken, key, lambda table: None) for key in keys]
    _settled([_attempt(check, table) for check, table in zip(checks, tables, strict=True)])


def _actions(operation: str, params: Params, kinds: Sequence[str]) -> list[tuple[str, Params]]:
    """The kind and parameters of each action."""
    problems = member_problems(operation, params)
    given = params.get("TransactItems")
    if given is None:
        problems.append(failed("null", "transactItems", "Member must not be null"))
    elif not given:
        problems.append(failed("'[]'", "transactItems", "Member must have length greater than or equal to 1"))
    elif len(given) > MOST_ACTIONS:
        told = f"Member must have length less than or equal to {MOST_ACTIONS}"
        problems.append(failed(f"'{list(given)}'", "transactItems", told))
    else:
        problems += _problems_inside(given, kinds)
    if problems:
        raise refused_together(problems)
    return [_only(action, kinds) for action in params["TransactItems"]]


def _problems_inside(given: Sequence[Params], kinds: Sequence[str]) -> list[str]:
    return [
        problem
        for number, action in enumerate(given, start=1)
        for kind in kinds
        if action.get(kind) is not None
        for problem in action_problems(kind, action[kind], number)
    ]


def _only(action: Params, kinds: Sequence[str]) -> tuple[str, Params]:
    named = [kind for kind in kinds if action.get(kind) is not None]
    if len(named) != 1:
        raise BadRequest(ONE_ACTION)
    return named[0], action[named[0]]


def _check_size(planned: Sequence[plans.Plan], actions: Sequence[tuple[str, Params]]) -> None:
    """What the request carries counts, not what is stored."""
    carried = sum(item_size(plan.key) for plan in planned)
    carried += sum(item_size(params.get("ExpressionAttributeValues") or {}) for _, params in actions)
    if carried > LARGEST:
        raise BadRequest(TOO_LARGE)


def refuse_duplicates(tables: Sequence[state.Table], named: Sequence[Item]) -> None:
    """No item is named twice.

    Raises:
        Refused: one is.
    """
    seen: set[Place] = set()
    for table, item in zip(tables, named, strict=True):
        named_place = place(table, item)
        if named_place in seen:
            raise invalid(ONE_ITEM)
        seen.add(named_place)


def _attempt(step: Callable[[state.Table], Any], table: state.Table) -> Any:
    """What a step gives, or the refusal it raised."""
    try:
        return step(table)
    except Refused as refusal:
        return refusal


def _settled(outcomes: list[Any]) -> list[Any]:
    """The outcomes when there is no refusal among them.

    Raises:
        Refused: the transaction is cancelled. An action that is not valid is the only one to be given a reason;
            otherwise every condition that is false has one.
    """
    refusals = [each if isinstance(each, Refused) else None for each in outcomes]
    errors = [None if each is None else each.error for each in refusals]
    for refusal in refusals:
        if refusal is not None and (refusal.whole or refusal.error.message.startswith(keys.NOT_VALID)):
            raise refusal  # the request itself is refused, as it is for empty keys
    wrong = next((index for index, error in enumerate(errors) if error and error.code == "ValidationException"), None)
    if wrong is not None:
        errors = [error if index == wrong else None for index, error in enumerate(errors)]
    if any(errors):
        raise _cancelled([_NONE if error is None else _reason(error) for error in errors])
    return outcomes


def _reason(error: AwsError) -> dict[str, Any]:
    if error.code == "ConditionalCheckFailedException":
        return {"Code": "ConditionalCheckFailed", "Message": error.message, **error.members}
    if error.code in _REASONS:
        return {"Code": _REASONS[error.code], "Message": error.message}
    return {"Code": "ValidationError", "Message": error.message}


def _cancelled(reasons: list[dict[str, Any]]) -> Refused:
    message = _CANCELLED.format(", ".join(reason["Code"] for reason in reasons))
    return Refused(AwsError("TransactionCanceledException", message, members={"CancellationReasons": reasons}))


def _get(params: Params) -> _Get:
    refuse_mixing(params, "Get")
    return _Get(checked_map(params["Key"], Wording.OLDER), bound(params, Wording.OLDER).projection)


def _check_get(get: _Get) -> Callable[[state.Table], None]:
    def check(table: state.Table) -> None:
        keys.check_key(table, get.key)
        keys.check_scalar(table, get.paths or ())
        before_read(table, None, get.key)

    return check


def _found(get: _Get, table: state.Table) -> tuple[dict[str, Any], int]:
    """The answer to one read, and the size of the item."""
    item = table.get(get.key)
    size = item_size(item or {})
    note(Read(table, None, size, get.key))
    if item is None:
        return {}, size
    return {"Item": item if get.paths is None else project(item, get.paths)}, size


OPERATIONS = {"TransactGetItems": transact_get_items, "TransactWriteItems": transact_write_items}
