"""The wall: while it stands, whatever botocore sends in this process goes to one function and never to a network.

It stands at botocore's one way out, `URLLib3Session.send`, so it holds for clients made before or after, in any
thread, and for botocore's own look-ups of instance credentials. Nothing about AWS is read from the environment while
it stands.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from course_lib.aws.http.messages import Request, Response
from course_lib.aws.http.wire import DEFAULT_REGION, raise_if_not_simulated
from course_lib.aws.sdk.botocore_hook import to_botocore, to_request
from course_lib.aws.sdk.clients import ACCESS_KEY, SECRET_KEY
from course_lib.aws.sdk.on_clock import PassesTime, pass_pauses_to

if TYPE_CHECKING:
    from course_lib.aws.account import Cloud

Send = Callable[[Request], Response]

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": ACCESS_KEY,
    "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    "AWS_DEFAULT_REGION": DEFAULT_REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}


class Wall:
    """What stands at present, and what was there before."""

    def __init__(self) -> None:
        self._before: tuple[Any, dict[str, str]] | None = None
        self._send: Send | None = None

    def raise_to(self, send: Send, clock: PassesTime, session: Any = None) -> None:
        """Send everything to `send`, and let pauses move the clock on.

        Args:
            session: boto3's default session from now on; a new one is made when it is needed, unless this one is given.
        """
        import boto3
        import botocore.httpsession

        self.lower()
        kept = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        http = botocore.httpsession.URLLib3Session
        self._before = (http.send, kept)
        for name in kept:
            del os.environ[name]
        os.environ.update(ENVIRONMENT)
        boto3.DEFAULT_SESSION = session  # the one before may hold credentials read before
        self._send = send
        http.send = lambda _, prepared: to_botocore(
            prepared.url, raise_if_not_simulated(self.send(to_request(prepared)))
        )
        pass_pauses_to(clock)

    def send(self, request: Request) -> Response:
        """Send a request to where the wall leads.

        Raises:
            RuntimeError: no wall stands.
        """
        if self._send is None:
            raise RuntimeError("The cloud that this client belongs to is closed.")
        return self._send(request)

    def lower(self) -> None:
        """Put everything back as it was. Clients made meanwhile have no more cloud; they keep example credentials."""
        if self._before is None:
            return
        import boto3
        import botocore.endpoint
        import botocore.httpsession

        botocore.httpsession.URLLib3Session.send, kept = self._before
        pass_pauses_to(None)
        for name in ENVIRONMENT:
            os.environ.pop(name, None)
        os.environ.update(kept)
        boto3.DEFAULT_SESSION = None
        self._before = self._send = None


WALL = Wall()


def open_to(cloud: Cloud, who: str = "you") -> None:
    """Make plain boto3 in this process talk to `cloud`, and to nothing else, until `close`."""
    WALL.raise_to(lambda request: cloud.send(request, who), cloud.clock)


def close() -> None:
    """Take the wall down."""
    WALL.lower()
