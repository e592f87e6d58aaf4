"""Transactions that are under way, and what other calls meet on their items.

A transaction that writes has two phases at AWS: it prepares all its items, then it commits. `Cloud.send` does both in
one step, and nothing meets anything. `Cloud.send_in_phases` and `Transactions.meanwhile` hold a transaction between its
phases: its items are taken, and nothing of it is written. Since no one else can write to them then, what was decided
when it was prepared still holds when it goes on.

Source: DynamoDB developer guide, "Amazon DynamoDB Transactions: How it works" (conflict handling: a plain write is
refused, a transaction is cancelled, GetItem succeeds; isolation: Query, Scan and BatchGetItem see what is committed).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from course_lib.aws.http import wire
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, NotSimulated, Request, Response, not_ours
from course_lib.aws.service import Account
from course_lib.aws.services.dynamodb import state
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused
from course_lib.aws.services.dynamodb.members import check_members
from course_lib.aws.services.dynamodb.operations import plans, statements, transactions
from course_lib.aws.services.dynamodb.operations.transactions import CONFLICT, Place
from course_lib.aws.services.dynamodb.partiql.permissions import batch_of_allowed
from course_lib.aws.services.dynamodb.shapes import check_shape
from course_lib.aws.services.dynamodb.values import Wording, checked_map

# Words: a user's log in bug report 2518 of AWS's SDK for Java 2.
IN_PROGRESS = AwsError("TransactionInProgressException", "Transaction from previous request is still in progress")

_PLANS: Mapping[str, Callable[..., plans.Plan]] = {
    "PutItem": plans.put,
    "UpdateItem": plans.update,
    "DeleteItem": plans.delete,
}
# What the transactions that write would change.
_PREPARED: Mapping[str, Callable[[Call, frozenset[Place]], Sequence[plans.Change]]] = {
    "TransactWriteItems": transactions.prepared,
    "ExecuteTransaction": statements.prepared,
}


@dataclass(frozen=True, eq=False)
class Held:
    """A transaction between its phases: its region, its token, and its items, those it only checks included."""

    region: str
    token: str | None
    places: frozenset[Place]


class Transactions:
    """Refuses calls that touch the items of a transaction which is held between its phases.

    Args:
        is_repeat: whether a call only repeats a transaction that was carried out: it takes no items.
    """

    def __init__(self, is_repeat: Callable[[Call], bool] = lambda call: False) -> None:
        self._is_repeat = is_repeat
        self._held: list[Held] = []
        self._act: Callable[[], object] | None = None

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "dynamodb" or not (self._held or self._act):
            return forward(call)
        call_sent = _without_nulls(call)
        if self._held:
            if call.operation == "BatchWriteItem":
                return self._batch(call_sent, forward)
            if call.operation == "BatchExecuteStatement":
                return self._statements(call_sent, forward)
            error = self._conflict(call_sent)
            if error is not None:
                return Answer(error=error)
        if self._act and call.operation in _PREPARED:
            self._interrupt(call_sent)
        return forward(call)

    def hold(self, call: Call) -> Held | None:
        """Prepare a call, if it is a transaction that writes; until it is released its items are taken.

        Returns:
            what to release; None when there is nothing to hold: the call is another one, or will be refused.
        """
        if call.operation not in _PREPARED or self._is_repeat(call):
            return None
        call = _without_nulls(call)
        try:
            check_shape(call.operation, call.params)
            changes = _PREPARED[call.operation](call, self._taken(call))
        except (BadRequest, Refused):
            return None
        if not changes:
            return None
        places = frozenset(transactions.place(change.table, change.key) for change in changes)
        held = Held(call.region, call.params.get("ClientRequestToken"), places)
        self._held.append(held)
        return held

    def release(self, held: Held | None) -> None:
        """Its items are no longer taken. Releasing twice does nothing."""
        if held in self._held:
            self._held.remove(held)

    @contextmanager
    def meanwhile(self, act: Callable[[], object]) -> Iterator[None]:
        """Within the block, call `act` between the phases of the first transaction that can be prepared."""
        self._act = act
        try:
            yield
        finally:
            self._act = None

    def _interrupt(self, call: Call) -> None:
        held = self.hold(call)
        act = self._act
        if held is None or act is None:
            return
        self._act = None
        try:
            act()
        except Exception as error:
            not_ours(error)
            raise
        finally:
            self.release(held)

    def _taken(self, call: Call) -> frozenset[Place]:
        return frozenset().union(*(held.places for held in self._held if held.region == call.region))

    def _conflict(self, call: Call) -> AwsError | None:
        """The refusal, if a call meets a transaction. What is wrong with the call itself is told first, elsewhere."""
        taken = self._taken(call)
        try:
            check_shape(call.operation, call.params)
            if call.operation in _PLANS and _target(call) in taken:
                return CONFLICT
            if call.operation == "ExecuteStatement" and statements.written(call) in taken:
                return CONFLICT
            if call.operation in _PREPARED:
                if self._in_progress(call):
                    return IN_PROGRESS
                _PREPARED[call.operation](call, taken)
            if call.operation == "TransactGetItems":
                transactions.readable(call, taken)
        except BadRequest:
            return None
        except Refused as refusal:
            reasons = refusal.error.members.get("CancellationReasons", ())
            return refusal.error if any(each["Code"] == "TransactionConflict" for each in reasons) else None
        return None

    def _in_progress(self, call: Call) -> bool:
        token = call.params.get("ClientRequestToken")
        return token is not None and any((held.region, held.token) == (call.region, token) for held in self._held)

    def _statements(self, call: Call, forward: Forward) -> Answer:
        """Carry out the statements that meet no transaction; the others fail, each for itself."""
        taken = self._taken(call)
        try:
            check_shape(call.operation, call.params)
            places = statements.written_in_batch(call)
        except (BadRequest, Refused):
            return forward(call)
        refusals = [CONFLICT if place in taken else None for place in places]
        return batch_of_allowed(call, refusals, forward) or forward(call)

    def _batch(self, call: Call, forward: Forward) -> Answer:
        """Carry out what meets no transaction; the rest comes back unprocessed."""
        try:
            check_shape(call.operation, call.params)
            free, left = _divided(call, self._taken(call))
        except (BadRequest, Refused):
            return forward(call)
        if not left:
            return forward(call)
        if not free:
            return Answer(result={"UnprocessedItems": left})
        answer = forward(replace(call, params={**call.params, "RequestItems": free}, request=None))
        if answer.result is None:
            return answer
        return replace(answer, result={**answer.result, "UnprocessedItems": left})


def in_phases(account: Account, request: Request, who: str) -> Generator[None, None, Response]:
    """Answer one request as `send` does, but a transaction that writes in two steps: it prepares, then commits.

    The first `next` prepares it, if it can be prepared: until the second, other calls meet it as a transaction that
    is under way. A request that does one thing only is answered by the first `next`. The response is what the
    generator returns. Closing the generator between the steps gives the transaction up; nothing of it is written.
    """
    transactions, held = account.layer(Transactions), _held(account, request, who)
    try:
        if held is not None:
            yield
        with account.lock:
            transactions.release(held)
            return account.send(request, who)
    finally:
        transactions.release(held)


def _held(account: Account, request: Request, who: str) -> Held | None:
    with account.lock:
        try:
            call = wire.read_call(request, who, account.account, account.services)
            return account.layer(Transactions).hold(call)
        except (NotSimulated, ValueError):
            return None


def _without_nulls(call: Call) -> Call:
    """A parameter that is null counts as not sent."""
    return replace(call, params={name: value for name, value in call.params.items() if value is not None})


def _target(call: Call) -> Place:
    """The item that a plain write is to.

    Raises:
        BadRequest, Refused: the request is wrong, by itself or for its table.
    """
    check_members(call.operation, call.params)
    plan = _PLANS[call.operation](call.params)
    table = state.table(call, call.params["TableName"])
    plan.shape(table)
    return transactions.place(table, plan.key)


def _divided(call: Call, taken: frozenset[Place]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """The writes of a BatchWriteItem on free items, and those on taken ones, by table."""
    free: dict[str, list[Any]] = {}
    left: dict[str, list[Any]] = {}
    for name, writes in (call.params.get("RequestItems") or {}).items():
        table = state.table(call, name)
        for write in writes:
            put, delete = write.get("PutRequest") or {}, write.get("DeleteRequest") or {}
            item = checked_map(put.get("Item") or delete.get("Key") or {}, Wording.OLDER)
            (left if transactions.place(table, item) in taken else free).setdefault(name, []).append(write)
    return free, left
