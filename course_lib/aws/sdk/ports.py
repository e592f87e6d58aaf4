"""Where bound objects send, and what they are: what clients, engines and those who hand them out agree on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from course_lib.aws.http.messages import Request, Response


class Port(Protocol):
    """Where a bound object's requests go: a cloud, or something in front of one."""

    def send(self, request: Request, who: str) -> Response: ...


class PortClosed(RuntimeError):
    """What stood behind a port is gone: a request cannot be sent."""


class Way(Enum):
    """How a client's requests go out."""

    WHOLE = "as to AWS"
    FIRST_TRY = "course_lib.aws.sdk.first_try"
    DIRECT = "course_lib.aws.sdk.direct"


@dataclass(frozen=True)
class Handle:
    """What a bound object is: "client", "resource" or "engine", of which service, signing as whom."""

    kind: str
    service: str
    who: str


@dataclass(frozen=True)
class Shape:
    """What bindings that can stand in for each other have in common."""

    kind: str
    service: str
    way: Way = Way.WHOLE
