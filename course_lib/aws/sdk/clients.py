"""boto3 clients and resources, and what else a service hands out, bound to one cloud.

Making a boto3 client costs tens of milliseconds and a cloud is made for every check, so bound objects can be pooled:
when such a cloud closes, its objects wait to be bound to the next one.

boto3 and botocore are imported when the first object is made: they take longer than all of ours.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from course_lib.aws.http.messages import Request, Response
from course_lib.aws.http.wire import DEFAULT_REGION, raise_if_not_simulated
from course_lib.aws.layers.signers import ROOT_KEY, ROOT_SECRET
from course_lib.aws.sdk.botocore_hook import client_of, forget_retries, to_botocore, to_request
from course_lib.aws.sdk.direct import Shortcut
from course_lib.aws.sdk.first_try import FirstTry
from course_lib.aws.sdk.ports import Handle, Port, Shape, Way
from course_lib.aws.services import SERVICES

if TYPE_CHECKING:
    from course_lib.aws.service import Bound

# AWS's documented example credentials.
ACCESS_KEY, SECRET_KEY = ROOT_KEY, ROOT_SECRET
ONE_TRY = "resource of one try"  # the kind of a resource whose client sends no request a second time
CLIENT_IN = "client in "  # and a Region: the kind of a client of another Region than the lessons'


class Binding:
    """A boto3 object and where it sends to at present."""

    def __init__(self, kind: str, service: str, way: Way = Way.WHOLE) -> None:
        self.port: Port | None = None
        self._way = way
        self._first_try: FirstTry | None = None
        self.handle = Handle(kind, service, "")
        session = new_session()
        session.events.register("before-send", self._send)
        self.object = make(session, kind, service)
        if way is not Way.WHOLE:
            self._shorten(way)

    def _shorten(self, way: Way) -> None:
        if way is Way.DIRECT:
            Shortcut(self.object, lambda request: self._answer(request)).take()
        else:
            final = SERVICES.aws[self.handle.service].final
            self._first_try = FirstTry(client_of(self.object), lambda request: self._answer(request), final)
            self._first_try.take()

    def _send(self, request: Any, **_: Any) -> Any:
        answered = self._first_try.first_answer() if self._first_try else None
        return to_botocore(request.url, raise_if_not_simulated(answered or self._answer(to_request(request))))

    def _answer(self, request: Request) -> Response:
        if self.port is None:
            raise RuntimeError(
                "This client belongs to a cloud that was closed. Open the lab again and make a new client."
            )
        return self.port.send(request, self.handle.who)

    def release(self) -> None:
        """It is out of use, and the next user is to find it as new."""
        self.port = None
        if self._way is not Way.DIRECT:
            forget_retries(self.object)


def bind(shape: Shape) -> Bound:
    """A new binding; it takes tens of milliseconds."""
    service = SERVICES.get(shape.service)
    own = service.bind(shape.kind) if service else None
    return own or Binding(shape.kind, shape.service, shape.way)


def is_short(service: str) -> bool:
    """Whether a service's clients may leave out what botocore does for a network."""
    return service in SERVICES.aws and SERVICES.aws[service].is_short


def learners_shape(kind: str, service: str) -> Shape:
    """What calls of learners' functions are handed."""
    return Shape(kind, service, Way.FIRST_TRY if is_short(service) else Way.WHOLE)


def keep_ready(shape: Shape, count: int) -> None:
    """Make so many bindings that wait to be used."""
    made = [bind(shape) for _ in range(count)]
    for binding in made:
        make_table_class(binding.object)
    with _IDLE_LOCK:
        _IDLE[shape].extend(made)


_IDLE: dict[Shape, list[Bound]] = defaultdict(list)
_IDLE_LOCK = threading.Lock()


class Bindings:
    """The boto3 objects bound to one port.

    Args:
        port: where they send.
        pooled: whether they are taken from, and given back to, the objects that wait.
        direct_for: the caller whose objects take the way of `course_lib.aws.sdk.direct`; None for no caller.
        learners: whether the others are handed to calls of learners' functions.
    """

    def __init__(self, port: Port, pooled: bool, direct_for: str | None = None, learners: bool = False) -> None:
        self._port, self._pooled, self._direct_for, self._learners = port, pooled, direct_for, learners
        self._bound: dict[Handle, Bound] = {}

    def get(self, kind: str, service: str, who: str) -> Any:
        handle = Handle(kind, service, who)
        if handle not in self._bound:
            shape = self._shape(handle)
            with _IDLE_LOCK:
                idle = _IDLE[shape]
                binding = idle.pop() if idle and self._pooled else None
            binding = binding or bind(shape)
            binding.port, binding.handle = self._port, handle
            self._bound[handle] = binding
        return self._bound[handle].object

    def _shape(self, handle: Handle) -> Shape:
        if handle.kind.startswith(CLIENT_IN):
            return Shape(handle.kind, handle.service)
        if handle.who == self._direct_for and is_short(handle.service):
            return Shape(handle.kind, handle.service, Way.DIRECT)
        return learners_shape(handle.kind, handle.service) if self._learners else Shape(handle.kind, handle.service)

    def handle_of(self, boto3_object: object) -> Handle | None:
        for handle, binding in self._bound.items():
            if binding.object is boto3_object:
                return handle
        return None

    def release(self) -> None:
        for handle, binding in self._bound.items():
            binding.release()
            if self._pooled:
                with _IDLE_LOCK:
                    _IDLE[self._shape(handle)].append(binding)
        self._bound.clear()


_LOADER: list[Any] = []


def new_session() -> Any:
    """A boto3 session with the example credentials that reads nothing from the environment and shares parsed models."""
    import boto3
    import botocore.session

    core = botocore.session.Session(
        session_vars={"profile": (None, None, None, None), "config_file": (None, None, "", None)}
    )
    core.set_credentials(ACCESS_KEY, SECRET_KEY)
    session = boto3.Session(botocore_session=core, region_name=DEFAULT_REGION)
    share_models(session)
    remember_classes(session)
    return session


def share_models(session: Any) -> None:
    """Let a boto3 session read no model of a service that was read before in this process."""
    core = session._session
    if not _LOADER:
        _LOADER.append(core.get_component("data_loader"))
    core.register_component("data_loader", _LOADER[0])


def remember_classes(session: Any) -> None:
    """Let a boto3 session make the class of its tables once; boto3 makes one for each `Table(…)`."""
    factory = session.resource_factory
    load, made = factory.load_from_definition, {}

    def remembered(resource_name: str, single_resource_json_definition: Any, service_context: Any) -> Any:
        key = service_context.service_name, resource_name
        if key not in made:
            made[key] = load(resource_name, single_resource_json_definition, service_context)
        return made[key]

    factory.load_from_definition = remembered


def make_table_class(boto3_object: Any) -> None:
    """Let the first `Table(…)` of a resource be as quick as the others."""
    if hasattr(boto3_object, "Table"):
        boto3_object.Table("ready")


def make(session: Any, kind: str, service: str) -> Any:
    """A client or resource with the SDK's default behaviour, but for the number of tries of ONE_TRY."""
    if kind.startswith(CLIENT_IN):
        return session.client(service, region_name=kind.removeprefix(CLIENT_IN))
    if kind == ONE_TRY:
        from botocore.config import Config

        return session.resource(service, config=Config(retries={"total_max_attempts": 1}))
    return session.client(service) if kind == "client" else session.resource(service)
