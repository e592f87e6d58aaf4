"""A simulated AWS account: `Cloud` takes requests in at `send`, through its layers, down to moto's state.

Other modules of this package: `messages` (what travels), `wire` (HTTP to calls and back), `layers` (one behaviour
each), `transports` (the ways in), `clients` (boto3 objects bound to a cloud), `clock`.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from course_lib.aws.clock import Clock
from course_lib.aws.http import wire
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, Layer, NotSimulated, Request, Response
from course_lib.aws.layers.journal import COURSE, Journal
from course_lib.aws.layers.moto_state import MotoState, forget
from course_lib.aws.sdk import clients
from course_lib.aws.services import DEFAULT, kms, s3
from course_lib.aws.services.dynamodb import rules
from course_lib.aws.services.dynamodb.conflicts import Held, Transactions
from course_lib.aws.services.mysql.messages import is_statement

if TYPE_CHECKING:
    from course_lib.aws.services.mysql.database import Database

__all__ = ["Answer", "AwsError", "Call", "Cloud", "Forward", "Layer", "NotSimulated", "Request", "Response"]

OneLayer = TypeVar("OneLayer", bound=Layer)
_ACCOUNTS = itertools.count(111_122_223_333)  # AWS's documented example account, then the next ones


class Cloud:
    """One AWS account, simulated in this process.

    Args:
        layers: behaviours to put in front of moto, in the order a call meets them.
        services: which services it offers, by botocore's names.
        seed: for everything random in it.
        pooled: when it closes, its boto3 objects wait for the next pooled cloud instead of ending with it. For the
            many short-lived clouds of checks.

    Attributes:
        journal: every call and what came of it.
        clock: its time.
        account: its AWS account number, 12 digits.
    """

    def __init__(
        self,
        layers: Sequence[Layer] = (),
        services: Sequence[str] = DEFAULT,
        seed: int = 0,
        pooled: bool = False,
    ) -> None:
        self.account = f"{next(_ACCOUNTS):012d}"
        self.services = tuple(services)
        self.clock = Clock()
        self.journal = Journal(self.clock)
        behaviours = [*rules(self.clock, seed), *s3.rules(), *kms.rules(self.clock, seed)]
        self.layers: list[Layer] = [self.journal, *layers, *behaviours, MotoState()]
        self._own_layers, self._seed, self._pooled = tuple(layers), seed, pooled
        self._random = random.Random(seed)
        self._lock = threading.RLock()
        self._clients = clients.Bindings(self, pooled, direct_for=COURSE)

    def send(self, request: Request, who: str = "you") -> Response:
        """Answer one request, alone: no other call is answered at the same time.

        Args:
            request: as an AWS client made it.
            who: the caller's name in the journal.

        Returns:
            AWS's response; 501 with a plain sentence for what is not simulated.
        """
        with self._lock:
            self.clock.count_call()
            try:
                if is_statement(request):
                    return self.database.send(request, who)
                call = wire.read_call(request, who, self.account, self.services)
                return wire.write_response(call, self.answer(call), self._request_id())
            except NotSimulated as refusal:
                return wire.not_simulated_response(str(refusal))
            except (ValueError, RecursionError):
                body = b'{"__type":"com.amazon.coral.service#SerializationException"}'
                return Response(400, {"Content-Type": "application/x-amz-json-1.0"}, body)

    def send_in_phases(self, request: Request, who: str = "you") -> Generator[None, None, Response]:
        """Answer one request as `send` does, but a transaction that writes in two steps: it prepares, then commits.

        The first `next` prepares it, if it can be prepared: until the second, other calls meet it as a transaction that
        is under way. A request that does one thing only is answered by the first `next`. The response is what the
        generator returns. Closing the generator between the steps gives the transaction up; nothing of it is written.
        """
        if is_statement(request):
            return (yield from self.database.in_turns(request, who))
        transactions, held = self.layer(Transactions), self._hold(request, who)
        try:
            if held is not None:
                yield
            with self._lock:
                transactions.release(held)
                return self.send(request, who)
        finally:
            transactions.release(held)

    def _hold(self, request: Request, who: str) -> Held | None:
        with self._lock:
            try:
                return self.layer(Transactions).hold(wire.read_call(request, who, self.account, self.services))
            except (NotSimulated, ValueError):
                return None

    def layer(self, kind: type[OneLayer]) -> OneLayer:
        """The layer of this class.

        Raises:
            LookupError: there is none.
        """
        for layer in self.layers:
            if isinstance(layer, kind):
                return layer
        raise LookupError(f"This cloud has no layer {kind.__name__}.")

    def answer(self, call: Call) -> Answer:
        """Send one call through the layers."""
        return self._travel(call, 0)

    def _travel(self, call: Call, position: int) -> Answer:
        return self.layers[position](call, lambda onward: self._travel(onward, position + 1))

    @contextmanager
    def use(self, layer: Layer) -> Iterator[None]:
        """Put a layer right below the journal for the length of a block."""
        self.layers.insert(1, layer)
        try:
            yield
        finally:
            self.layers.remove(layer)

    def client(self, service: str, who: str = "you") -> Any:
        """A boto3 client of this cloud; `who` signs its calls in the journal."""
        return self._clients.get("client", service, who)

    def resource(self, service: str, who: str = "you") -> Any:
        """A boto3 resource of this cloud; `who` signs its calls in the journal."""
        return self._clients.get("resource", service, who)

    def engine(self, who: str = "you") -> Any:
        """A SQLAlchemy engine of this cloud's MySQL database; `who` signs its statements in the journal."""
        return self._clients.get("engine", "mysql", who)

    @cached_property
    def database(self) -> Database:
        """The MySQL database, empty when it is first asked for."""
        from course_lib.aws.services.mysql.database import Database

        return Database(self.clock, self.journal, self.account)

    def handle_of(self, boto3_object: object) -> clients.Handle | None:
        """Which client or resource of this cloud an object is, if it is one."""
        return self._clients.handle_of(boto3_object)

    def fresh(self) -> Cloud:
        """Another, empty account with the same layers' arguments, services and seed."""
        return Cloud(self._own_layers, self.services, self._seed, self._pooled)

    def close(self) -> None:
        """Forget everything; its clients stop working."""
        self._clients.release()
        if "database" in vars(self):
            self.database.close()
        forget(self.account)

    def __enter__(self) -> Cloud:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _request_id(self) -> str:
        """In DynamoDB's form: 52 capital letters and digits."""
        return "".join(self._random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=52))
