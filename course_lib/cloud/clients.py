"""boto3 clients and resources, and SQLAlchemy engines, bound to one cloud.

Making a boto3 client costs tens of milliseconds and a cloud is made for every check, so bound objects can be pooled:
when such a cloud closes, its objects wait to be bound to the next one.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from course_lib.cloud.messages import Request, Response
from course_lib.cloud.transports.botocore_hook import forget_retries, to_botocore, to_request
from course_lib.cloud.wire import DEFAULT_REGION, raise_if_not_simulated

if TYPE_CHECKING:
    from course_lib.cloud.mysql.engine import EngineBinding

# AWS's documented example credentials.
ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SHORT_SERVICES = frozenset(["dynamodb", "kms"])  # those that speak JSON


class Port(Protocol):
    """Where a bound object's requests go: a cloud, or something in front of one."""

    def send(self, request: Request, who: str) -> Response: ...


class PortClosed(RuntimeError):
    """Nobody answers at a port any more."""


@dataclass(frozen=True)
class Handle:
    """What a bound object is: "client", "resource" or "engine", of which service, signing as whom."""

    kind: str
    service: str
    who: str


class Binding:
    """A boto3 object and where it sends to at present."""

    def __init__(self, kind: str, service: str) -> None:
        self.port: Port | None = None
        self.handle = Handle(kind, service, "")
        session = new_session()
        session.events.register("before-send", self._send)
        self.object = make(session, kind, service)

    def shorten(self) -> None:
        """Leave out what botocore does for a network. There is no way back."""
        from course_lib.cloud.direct import Shortcut

        Shortcut(self.object, lambda request: self._answer(request)).take()

    def _send(self, request: Any, **_: Any) -> Any:
        return to_botocore(request.url, raise_if_not_simulated(self._answer(to_request(request))))

    def _answer(self, request: Request) -> Response:
        if self.port is None:
            raise RuntimeError(
                "This client belongs to a cloud that was closed. Open the lab again and make a new client."
            )
        return self.port.send(request, self.handle.who)

    def renew(self) -> None:
        """It is taken into use."""
        forget_retries(self.object)

    def release(self) -> None:
        """It is out of use."""
        self.port = None


@dataclass(frozen=True)
class Shape:
    """What bindings that can stand in for each other have in common; `short` as in `Binding.shorten`."""

    kind: str
    service: str
    short: bool = False


def _bind(shape: Shape) -> Binding | EngineBinding:
    if shape.kind == "engine":
        from course_lib.cloud.mysql.engine import EngineBinding

        return EngineBinding()
    binding = Binding(shape.kind, shape.service)
    if shape.short:
        binding.shorten()
    return binding


_IDLE: dict[Shape, list[Binding | EngineBinding]] = defaultdict(list)
_IDLE_LOCK = threading.Lock()


class Bindings:
    """The boto3 objects bound to one port.

    Args:
        port: where they send.
        pooled: whether they are taken from, and given back to, the objects that wait.
        short_for: whose objects take the short way (`course_lib.cloud.direct`), if anybody's.
    """

    def __init__(self, port: Port, pooled: bool, short_for: str | None = None) -> None:
        self._port, self._pooled, self._short_for = port, pooled, short_for
        self._bound: dict[Handle, Binding | EngineBinding] = {}

    def get(self, kind: str, service: str, who: str) -> Any:
        handle = Handle(kind, service, who)
        if handle not in self._bound:
            shape = self._shape(handle)
            with _IDLE_LOCK:
                idle = _IDLE[shape]
                binding = idle.pop() if idle and self._pooled else None
            binding = binding or _bind(shape)
            if not shape.short:
                binding.renew()
            binding.port, binding.handle = self._port, handle
            self._bound[handle] = binding
        return self._bound[handle].object

    def _shape(self, handle: Handle) -> Shape:
        return Shape(handle.kind, handle.service, handle.who == self._short_for and handle.service in SHORT_SERVICES)

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
    if not _LOADER:
        _LOADER.append(core.get_component("data_loader"))
    core.register_component("data_loader", _LOADER[0])
    return boto3.Session(botocore_session=core, region_name=DEFAULT_REGION)


def make(session: Any, kind: str, service: str) -> Any:
    """A client or resource with the SDK's default behaviour."""
    return session.client(service) if kind == "client" else session.resource(service)
