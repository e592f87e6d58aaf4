"""What a service is to everything else: one object that says all that has to be known about it.

`services/<name>/service.py` holds one `SERVICE`, an `AwsService` or a `Service` of its own kind, and
`course_lib.aws.services` finds them. Importing such a file must not import boto3, moto or SQLAlchemy: the methods
import what they need when they are called. That is for the start-up time, and so that a process which runs submissions
holds nothing that would solve an exercise (`tests/attacks/test_walls.py`).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, ClassVar, Protocol, TypeVar

from course_lib.aws import footprint
from course_lib.aws.access import Check, Identity, Need, ResourcePolicy
from course_lib.aws.clock import Clock
from course_lib.aws.cost import Cost
from course_lib.aws.fault import ANYWHERE, THROTTLES, Fault
from course_lib.aws.footprint import Footprint
from course_lib.aws.http.fates import CONNECTION_CLOSED
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, Layer, Request, Response
from course_lib.aws.kept import Kept
from course_lib.aws.layers.faults import THROUGHPUT_EXCEEDED, Throttle
from course_lib.aws.layers.journal import Entry, Journal
from course_lib.aws.layers.moto_backend import NO_BACKEND, Moto
from course_lib.aws.runtime.interface import Runtime
from course_lib.aws.words import Keys, Words, plain_words

OneLayer = TypeVar("OneLayer", bound=Layer)
_ACTION = re.compile(rb"(?:.*&)?Action=(\w+)")
Ask = Callable[[Call], Answer]  # a call to any service of the account, as one service of AWS makes it to another
Look = Callable[[str, Mapping[str, Any]], Mapping[str, Any] | None]  # operation and parameters; None when refused
KeysOf = Callable[[str], Sequence[str]]  # the key attributes of a table
Item = Mapping[str, Any]  # attributes as they travel: {"version": {"N": "3"}}


class Account(Protocol):
    """What a service is given of the account that it is in: `course_lib.aws.account.Cloud`."""

    @property
    def account(self) -> str: ...
    @property
    def services(self) -> Sequence[str]: ...
    @property
    def seed(self) -> int: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def lock(self) -> threading.RLock: ...
    @property
    def runtime(self) -> Runtime: ...

    def send(self, request: Request, who: str) -> Response: ...
    def layer(self, kind: type[OneLayer]) -> OneLayer: ...
    def use(self, layer: Layer) -> AbstractContextManager[None]: ...
    def kept(self, service: str) -> Any: ...
    def has(self, service: str) -> bool: ...
    def ask(self, call: Call) -> Answer: ...


class Bound(Protocol):
    """A client, resource or engine, and where it sends to at present; see `course_lib.aws.sdk.ports`."""

    port: Any
    handle: Any
    object: Any

    def release(self) -> None: ...


@dataclass(frozen=True, eq=False, kw_only=True)
class Service:
    """A service of any protocol.

    Attributes:
        name: its name everywhere; of an AWS service botocore's, which is also the one requests are signed for.
        title: as AWS writes it.
        kinds: what learners' functions can be handed of it, the usual one first: "resource", "client" or "engine".
        reads: the operations that change nothing, as names or patterns such as "Describe*".
        item_writes: the operations that write items of tables; see `targets`.
        warm: how many objects of each kind wait ready before a submission comes.
        has_phases: whether some of its requests are prepared first and carried out later; see `in_phases`.
        place: what stands over the middle of a picture of its requests; its title unless told.
    """

    is_aws: ClassVar[bool] = False  # it speaks AWS's HTTP, and boto3 makes its objects

    name: str
    title: str
    kinds: tuple[str, ...] = ("client",)
    reads: tuple[str, ...] = ()
    item_writes: frozenset[str] = frozenset()
    warm: Mapping[str, int] = field(default_factory=dict)
    has_phases: bool = False
    place: str = ""

    # What it is made of

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        """Its own behaviours for one account, in the order a call meets them.

        Args:
            clock: of the account.
            seed: for everything random.
            ask: makes a call to another service of the account.
        """
        return ()

    def join(self, account: Account) -> None:
        """An account has been made. For a service whose layers need the account itself."""

    def open(self, account: Account) -> Any:
        """What an account keeps for it that is not in moto; `account.kept` makes it once. It has a `close()`."""
        raise LookupError(f"An account keeps nothing for {self.title}.")

    def bind(self, kind: str) -> Bound | None:
        """An object to hand out that is not one of boto3's; None where boto3 makes it."""
        return None

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        """What it keeps for an account, by name, read from its own state: no call is made for it."""
        return ()

    # Requests

    def owns(self, request: Request) -> bool:
        """Whether a request is for it that does not speak AWS's HTTP."""
        return False

    def send(self, account: Account, request: Request, who: str) -> Response:
        """Answer a request that it owns."""
        raise NotImplementedError

    def read_call(self, request: Request, who: str, account: str) -> Call:
        """Take a request that it owns apart."""
        raise NotImplementedError

    def operation_of(self, request: Request) -> str:
        """Which operation a request asks for, as well as it can be told."""
        return request.method

    def is_read(self, operation: str) -> bool:
        """Whether an operation changes nothing."""
        return _listed(self.reads, operation)

    # What happens when several callers send requests, or a request meets a fault

    def footprint(self, account: Account, request: Request) -> Footprint:
        """What a request touches."""
        return footprint.UNKNOWN

    def faults(self, account: Account, request: Request) -> Collection[Fault]:
        """What can happen to a request on its way."""
        return ANYWHERE

    def strike(self, account: Account, request: Request, who: str, fault: Fault) -> Response | None:
        """Answer a request that meets a fault, one of `faults`; None when the caller ends without an answer."""
        if fault is Fault.DIED_BEFORE:
            return None
        account.send(request, who)
        return None if fault is Fault.DIED_AFTER else CONNECTION_CLOSED

    def attempt(self, account: Account, request: Request, who: str) -> Response | None:
        """Answer a request; None, and nothing is changed, when it has to wait for another caller."""
        return account.send(request, who)

    def freed(self, account: Account) -> int:
        """Grows whenever something ends that callers may be waiting for."""
        return 0

    def refuse_to_wait(self, account: Account, request: Request, who: str, all_wait: bool) -> Response:
        """Answer a request that waits for callers who will not go on.

        Args:
            all_wait: they wait as well, each for another.
        """
        raise NotImplementedError

    def in_phases(self, account: Account, request: Request, who: str) -> Generator[None, None, Response]:
        """Answer one request in steps: between two of them other callers' requests can be answered."""
        while (response := self.attempt(account, request, who)) is None:
            yield
        return response

    def may_be_refused(self, request: Request) -> bool:
        """Whether a request can be refused because another caller's request is between its phases."""
        return False

    # Words and pictures

    def words(self, entry: Entry, keys: Keys) -> Words:
        """A call of the journal in words.

        Args:
            keys: the key attributes of tables, where known.
        """
        return plain_words(entry, self.is_read(entry.operation))

    def metered(self, call: Call, forward: Forward) -> tuple[Answer, Cost]:
        """Answer a call and tell what it cost, as far as that is counted; what is paid by the request, see `price`."""
        return forward(call), Cost(dollars=self.price(call.operation))

    def price(self, operation: str) -> float:
        """Dollars for one request of an operation."""
        return 0.0

    def targets(self, operation: str, params: Mapping[str, Any], keys_of: KeysOf) -> Sequence[tuple[str, Item]]:
        """Table and key of each item that a call of `item_writes` writes to.

        Args:
            operation: by AWS's name.
            params: as they travel.
            keys_of: gives the key attributes of a table; none for one that is not there.

        Raises:
            Exception: of any kind, for parameters of a shape that AWS refuses.
        """
        return ()

    def key_names(self, look: Look, table: str) -> Sequence[str]:
        """The key attributes of a table.

        Args:
            look: makes a call of the course's own to this service.
            table: its name.
        """
        return ()

    def item(self, look: Look, table: str, key: Item) -> Item | None:
        """An item as it is stored."""
        return None

    def rows(self, account: Account) -> Iterable[tuple[str, Item, Item]]:
        """Of a database: table, key and columns of each row that is committed, as items travel."""
        return ()


@dataclass(frozen=True, eq=False, kw_only=True)
class AwsService(Service):
    """A service that speaks one of AWS's protocols over HTTP, and whose state moto keeps.

    Source of the first four: botocore's service models (`protocol`, `targetPrefix`, `jsonVersion`, `apiVersion`).

    Attributes:
        protocol: "json", "query", "ec2", "rest-json" or "rest-xml".
        content_type: of its answers.
        target: what X-Amz-Target starts with, in the JSON protocol.
        version: what requests of the query protocol name as Version.
        verbatim: parameters and results stay as they travel, without botocore's model in between. Only with "json".
        takes_unsigned: a request that names no service is for it.
        signed_as: what its requests are signed for, and what its host names begin with; its name unless told.
        in_host_names: what a request is about can stand in the host name, before the service's.
        error_prefix: what its errors' codes start with on the wire.
        error_prefixes: the same for single codes.
        request_id: the header of an answer's request id, and how many characters it has.
        checksum: an answer carries its CRC-32 in a header.
        final: error codes after which no SDK tries again; see `course_lib.aws.sdk.first_try`.
        broken: what a caller is told when something in the service goes wrong.
        malformed: what a caller is told whose request cannot be taken as one.
        throttled: what a caller is told who asks too often.
        backend: moto's part for it.
        denies_root_but: what even the account's root may not do where the policy of a resource denies it, which is
            everything but these operations; None where no policy is asked about root.
        is_authority: an account that offers it tells identities apart, and it decides what each of them may do.
    """

    is_aws: ClassVar[bool] = True

    protocol: str
    content_type: str
    target: str = ""
    version: str = ""
    verbatim: bool = False
    takes_unsigned: bool = False
    signed_as: str = ""
    in_host_names: bool = False
    error_prefix: str = ""
    error_prefixes: Mapping[str, str] = field(default_factory=dict)
    request_id: tuple[str, int] = ("x-amzn-RequestId", 52)
    checksum: bool = False
    final: frozenset[str] = frozenset()
    broken: AwsError = AwsError("InternalFailure", "", 500)
    malformed: AwsError = AwsError("ValidationException", "")
    throttled: AwsError = THROUGHPUT_EXCEEDED
    backend: Moto = NO_BACKEND
    denies_root_but: frozenset[str] | None = None
    is_authority: bool = False

    @property
    def scope(self) -> str:
        """Its name in signatures and host names. Source: botocore's models, `signingName` and `endpointPrefix`."""
        return self.signed_as or self.name

    @property
    def is_short(self) -> bool:
        """Whether its clients may leave out what botocore does for a network; those that speak JSON do."""
        return self.protocol == "json"

    def operation_of(self, request: Request) -> str:
        """The operation in X-Amz-Target or, in the query protocol, in the body's Action; else the HTTP method."""
        if self.protocol == "query" and (found := _ACTION.match(request.body)):
            return found[1].decode()
        return request.header("x-amz-target").partition(".")[2] or request.method

    def footprint(self, account: Account, request: Request) -> Footprint:
        """Whether it only reads, where the request's head tells."""
        return Footprint(self.is_read(self.operation_of(request)), None)

    def faults(self, account: Account, request: Request) -> Collection[Fault]:
        """What can happen anywhere, and being throttled."""
        return ANYWHERE | THROTTLES

    def strike(self, account: Account, request: Request, who: str, fault: Fault) -> Response | None:
        """As of any service, or the request is turned away by a layer that stands there for this request alone."""
        if fault not in THROTTLES:
            return super().strike(account, request, who, fault)
        with account.use(Throttle(self.operation_of(request), error=self.throttled)):
            return account.send(request, who)

    # Who may do what; see `course_lib.aws.layers.permissions`

    def needs(self, call: Call) -> Sequence[Need] | None:
        """The permissions that a call needs; None for an operation that nobody answers."""
        return [Need(f"{self.name}:{call.operation}")]

    def needs_to_be_told(self, call: Call, error: AwsError) -> Sequence[Need]:
        """The permissions without which a caller is refused rather than told this error."""
        return ()

    def in_parts(self, call: Call, refusals: Sequence[AwsError | None], forward: Forward) -> Answer | None:
        """Answer a call that does what is allowed of it and tells what is not; None for one that is all or nothing.

        Args:
            call: as it came.
            refusals: for each of its needs, how it is refused.
            forward: answers a call.
        """
        return None

    def policy_of(self, account: str, region: str, need: Need) -> ResourcePolicy | None:
        """The policy that one of its resources has about an action; None where it has none and needs none."""
        return None

    def signer(self, account: str, key: str) -> Identity | None:
        """Who signs with an access key that this service handed out."""
        return None

    def decide(self, account: str, signer: Identity, need: Need, resource: ResourcePolicy | None) -> Check:
        """Whether somebody may do something. Only of a service that `is_authority`."""
        raise NotImplementedError

    def policy_problem(self, account: str, document: str) -> str | None:
        """What is wrong with the policy of a resource, in the values of `layers.stored_policies.Problem`.

        Only of a service that `is_authority`.
        """
        raise NotImplementedError

    def session(self, ask: Ask, call: Call, role: str, asker: Identity, name: str) -> str | AwsError:
        """The access key of a new session of a role, or why there is none. Only of a service that `is_authority`.

        Args:
            ask: makes a call to another service of the account.
            call: in whose account and Region.
            role: its ARN.
            asker: a service of AWS that the role trusts.
            name: of the session.
        """
        raise NotImplementedError


@lru_cache(maxsize=1024)
def _listed(patterns: tuple[str, ...], operation: str) -> bool:
    return any(fnmatchcase(operation, pattern) for pattern in patterns)


# What takes the place of a service that is not simulated: its requests are answered that it is not.
NOT_HERE = AwsService(name="", title="", protocol="json", content_type="application/x-amz-json-1.0")
