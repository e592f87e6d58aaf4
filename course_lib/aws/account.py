"""A simulated AWS account: `Cloud` takes requests in at `send`, through its layers, down to moto's state.

Beside it: `http` (what travels, and what it says), `layers` (behaviours that stand before every service), `services`
(one folder each), `sdk` (the ways in: boto3, SQLAlchemy, HTTP), `clock`, `values`. `service` says what a service is.
"""

from __future__ import annotations

import itertools
import logging
import random
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from course_lib.aws.clock import Clock
from course_lib.aws.http import addresses, wire
from course_lib.aws.http.messages import (
    Answer,
    AwsError,
    Call,
    Forward,
    Layer,
    NotSimulated,
    Request,
    Response,
    is_ours,
)
from course_lib.aws.layers.boundary import Boundary
from course_lib.aws.layers.journal import COURSE, Journal
from course_lib.aws.layers.moto_state import MotoState, forget
from course_lib.aws.layers.permissions import Permissions
from course_lib.aws.runtime.here import RuntimeHere
from course_lib.aws.runtime.interface import Runtime
from course_lib.aws.sdk import clients
from course_lib.aws.sdk.ports import Handle
from course_lib.aws.service import NOT_HERE, Service
from course_lib.aws.services import DEFAULT, SERVICES

__all__ = ["Answer", "AwsError", "Call", "Cloud", "Forward", "Layer", "NotSimulated", "Request", "Response"]

_LOG = logging.getLogger(__name__)
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
        runtime: runs the code of functions; by processes of this machine unless another one is given.

    Attributes:
        journal: every call and what came of it.
        clock: its time.
        lock: held while a request is answered.
        account: its AWS account number, 12 digits.
        seed: for everything random in it.
        runtime: runs the code of its functions.
    """

    def __init__(
        self,
        layers: Sequence[Layer] = (),
        services: Sequence[str] = DEFAULT,
        seed: int = 0,
        pooled: bool = False,
        runtime: Runtime | None = None,
    ) -> None:
        self.account = f"{next(_ACCOUNTS):012d}"
        self.services = tuple(services)
        self.clock = Clock()
        self.journal = Journal(self.clock)
        made = [(name, layer) for name, each in SERVICES.items() for layer in each.layers(self.clock, seed, self.ask)]
        # Whose layers they are; others' calls pass them by, unless a layer says that it sees all.
        self._owners = {id(layer): name for name, layer in made if not getattr(layer, "sees_all", False)}
        self._inner: tuple[Layer, ...] = (Boundary(), *(layer for _, layer in made), MotoState(self.clock))
        authority = next(each for each in SERVICES.aws.values() if each.is_authority)
        self._permissions = Permissions(authority, self.clock)
        self._tells_apart = authority.name in services
        self._front: tuple[Layer, ...] = (self.journal, *self._deciding())
        self.layers: list[Layer] = [*self._front, *layers, *self._inner]
        self._kept: dict[str, Any] = {}  # by service, what it keeps that is not in moto
        self._own_layers, self.seed, self._pooled = tuple(layers), seed, pooled
        self._random = random.Random(seed)
        self.runtime: Runtime = runtime or RuntimeHere()
        self.lock = threading.RLock()
        self._clients = clients.Bindings(self, pooled, direct_for=COURSE)
        for each in SERVICES.values():
            each.join(self)

    def _deciding(self) -> Sequence[Layer]:
        """What decides who may do what; where nobody is told apart, only what binds root as well."""
        if self._tells_apart:
            return [self._permissions]
        offered = [SERVICES.aws[name] for name in self.services if name in SERVICES.aws]
        return [self._permissions.of_root] if any(each.denies_root_but is not None for each in offered) else []

    def send(self, request: Request, who: str = "you") -> Response:
        """Answer one request, alone: no other call is answered at the same time.

        Args:
            request: as an AWS client made it.
            who: the caller's name in the journal.

        Returns:
            AWS's response; 501 with a plain sentence for what is not simulated.
        """
        with self.lock:
            self.clock.count_call()
            try:
                service = addresses.own_protocol(request)
                if service is not None:
                    return service.send(self, request, who)
                call = wire.read_call(request, who, self.account, self.services)
                return wire.write_response(call, self.answer(call), self._request_id())
            except NotSimulated as refusal:
                return wire.not_simulated_response(str(refusal))
            except Exception as error:
                if not is_ours(error):
                    raise
                if isinstance(error, ValueError | RecursionError):
                    return wire.unreadable_response(request, self.services, self._request_id())
                # In a request's or an answer's bytes; what goes wrong inside stops at the Boundary.
                _LOG.exception("%s %s could not be read or answered", request.method, request.url)
                return wire.broken_response(request, self.services, self._request_id())

    def send_in_phases(self, request: Request, who: str = "you") -> Generator[None, None, Response]:
        """Answer one request in steps, as its service takes them: between two steps others can be answered.

        The first `next` takes the first step; a request that has only one is answered by it. The response is what the
        generator returns. Closing the generator between two steps gives the request up: nothing of it happens.
        """
        return self.service_of(request).in_phases(self, request, who)

    def service_of(self, request: Request) -> Service:
        """The service that a request is for; one that answers nothing, where there is none."""
        return addresses.own_protocol(request) or addresses.service_of(request, self.services) or NOT_HERE

    def read_call(self, request: Request) -> Call:
        """A request as a call, whether or not its service is offered here.

        Raises:
            NotSimulated: no service that is simulated has such an operation.
            ValueError: it cannot be read.
        """
        service = addresses.own_protocol(request)
        if service is not None:
            return service.read_call(request, "", self.account)
        return wire.read_call(request, "", self.account, SERVICES)

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
        """Send one call through the layers: the journal, those of the lab or the check, the services', moto."""
        return self._travel(self.layers, call, 0)

    def ask(self, call: Call) -> Answer:
        """Answer a call that one service of the account makes to another: it stands in no journal, and is allowed.

        One that it makes with a role of the account (`layers/roles.py`) is the role's: it stands in the journal, and is
        decided there. One that it makes for a `source`, such as a rule, is decided by the policy of what is called, and
        one that it makes for who called it, `via` itself, by what they may.
        """
        if call.via and self._tells_apart:
            return self._permissions.for_caller(call, lambda onward: self._travel(self._inner, onward, 0))
        if call.via:
            return self._travel(self._inner, call, 0)
        with_role = call.identity is not None and call.identity.kind == "AssumedRole"
        if call.source and not with_role:
            return self._permissions.on_behalf(call, lambda onward: self._travel(self._inner, onward, 0))
        return self._travel(self.layers if with_role else self._inner, call, 0)

    def add(self, *layers: Layer) -> None:
        """Put layers right below the journal, and below what decides permissions, for good."""
        self.layers[len(self._front) : len(self._front)] = layers

    @contextmanager
    def use(self, layer: Layer) -> Iterator[None]:
        """Put a layer right below the journal, and below what decides permissions, for the length of a block."""
        self.add(layer)
        try:
            yield
        finally:
            self.layers.remove(layer)

    def client(self, service: str, who: str = "you", region: str = wire.DEFAULT_REGION) -> Any:
        """A boto3 client of this cloud; `who` signs its calls in the journal.

        What changes in another Region than the lessons' stands in no ledger (`checks/ledger.py`).
        """
        kind = "client" if region == wire.DEFAULT_REGION else clients.CLIENT_IN + region
        return self._clients.get(kind, service, who)

    def resource(self, service: str, who: str = "you", one_try: bool = False) -> Any:
        """A boto3 resource of this cloud; `who` signs its calls in the journal.

        With `one_try` the SDK sends no request a second time, as with Config(retries={"total_max_attempts": 1}).
        """
        return self._clients.get(clients.ONE_TRY if one_try else "resource", service, who)

    def engine(self, who: str = "you") -> Any:
        """A SQLAlchemy engine of this cloud's MySQL database; `who` signs its statements in the journal."""
        return self._clients.get("engine", SERVICES.of_kind("engine").name, who)

    def cache(self, who: str = "you") -> Any:
        """A redis.cluster.RedisCluster of this cloud's cluster; `who` signs its commands in the journal."""
        return self._clients.get("cache", SERVICES.of_kind("cache").name, who)

    @property
    def cluster(self) -> Any:
        """The cluster behind the caches, for checks: its nodes, its keys, what goes wrong with it."""
        return self.kept(SERVICES.of_kind("cache").name)

    @property
    def database(self) -> Any:
        """What checks ask about the database behind the engines. It is empty when it is first asked for."""
        return self.kept(SERVICES.of_kind("engine").name)

    def kept(self, service: str) -> Any:
        """What the account keeps for a service beside moto's state, made when it is first asked for.

        Raises:
            LookupError: nothing is kept for it.
        """
        if service not in self._kept:
            self._kept[service] = SERVICES[service].open(self)
        return self._kept[service]

    def keep(self, service: str, what: Any) -> None:
        """Keep this for a service in place of what it would make itself; nobody has asked for it yet."""
        self._kept[service] = what

    def has(self, service: str) -> bool:
        """Whether anything is kept for a service beside moto's state: whether anybody has asked for it."""
        return service in self._kept

    def handle_of(self, boto3_object: object) -> Handle | None:
        """Which client or resource of this cloud an object is, if it is one."""
        return self._clients.handle_of(boto3_object)

    def fresh(self) -> Cloud:
        """Another, empty account with the same layers' arguments, services and seed."""
        return Cloud(self._own_layers, self.services, self.seed, self._pooled, self.runtime)

    def close(self) -> None:
        """Forget everything; its clients stop working."""
        self._clients.release()
        for kept in self._kept.values():
            kept.close()
        forget(self.account)

    def __enter__(self) -> Cloud:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _travel(self, layers: Sequence[Layer], call: Call, position: int) -> Answer:
        """Send a call through layers from one of them on. Those of other services see nothing of it."""
        while self._owners.get(id(layers[position]), call.service) != call.service:
            position += 1
        return layers[position](call, lambda onward: self._travel(layers, onward, position + 1))

    def _request_id(self) -> str:
        """In DynamoDB's form: 52 capital letters and digits."""
        return "".join(self._random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=52))
