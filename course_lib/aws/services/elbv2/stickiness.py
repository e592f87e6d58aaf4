"""Cookies by which a client stays with a target, or with a target group.

Source: Elastic Load Balancing user guide, "Edit target group attributes for your Application Load Balancer", "Sticky
sessions": AWSALB and AWSALBCORS for as long as the load balancer says, AWSALBAPP beside a cookie of the application,
AWSALBTG and AWSALBTGCORS for target groups. What is in them is sealed: nobody but the load balancer can make it.

How long a client stays is counted by the account's clock. Expires is for the client, which lives by its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import formatdate
from http.cookies import CookieError, SimpleCookie

BY_BALANCER, BY_APP, OF_GROUP = "AWSALB", "AWSALBAPP-0", "AWSALBTG"


class Seals:
    """What one load balancer writes into cookies, and reads again."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def seal(self, what: Sequence[str | int], until: datetime) -> str:
        """A text that says something, and how long it counts."""
        data = json.dumps([*what, until.timestamp()]).encode()
        return base64.urlsafe_b64encode(self._sign(data) + data).decode().rstrip("=")

    def read(self, text: str | None, now: datetime) -> list[str | int] | None:
        """What a text says; None if it is none of ours, or counts no more."""
        try:
            sealed = base64.urlsafe_b64decode((text or "") + "=" * (-len(text or "") % 4))
        except ValueError:
            return None
        data = sealed[32:]
        if not hmac.compare_digest(sealed[:32], self._sign(data)):
            return None
        *what, until = json.loads(data)
        return what if until > now.timestamp() else None

    def _sign(self, data: bytes) -> bytes:
        return hmac.digest(self._secret, data, hashlib.sha256)


def cookies_of(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The cookies that a client sends."""
    found = {}
    for name, value in headers:
        if name.lower() == "cookie":
            for part in value.split(";"):
                key, _, held = part.strip().partition("=")
                found[key] = held
    return found


def to_set(name: str, value: str, lasting: timedelta, secure: bool) -> list[str]:
    """The Set-Cookie headers for a cookie of the load balancer's, and for its twin that goes to other sites too."""
    expires = formatdate(time.time() + lasting.total_seconds(), usegmt=True)
    own = f"{value}; Expires={expires}; Path=/"
    if name == BY_APP:
        return [f"{name}={own}"]
    return [f"{name}={own}", f"{name}CORS={own}; SameSite=None{'; Secure' if secure else ''}"]


def sets(headers: Iterable[tuple[str, str]], name: str) -> bool:
    """Whether an answer gives the client a cookie of this name, that has a value."""
    for header, value in headers:
        if header.lower() == "set-cookie":
            try:
                found = SimpleCookie(value)
            except CookieError:
                continue
            if name in found and found[name].value:
                return True
    return False


def duration(attributes: Mapping[str, str]) -> timedelta:
    """How long a client stays with a target of a group with these attributes."""
    kind = "app_cookie" if attributes["stickiness.type"] == "app_cookie" else "lb_cookie"
    return timedelta(seconds=int(attributes[f"stickiness.{kind}.duration_seconds"]))
