"""One request, with what is needed to answer it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.http.messages import Call
from course_lib.aws.service import Ask
from course_lib.aws.services.secretsmanager import errors, names
from course_lib.aws.services.secretsmanager.state import Secret, Store
from course_lib.aws.token_pages import Page


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        now: by the account's clock.
        chance: for the ends of ARNs, and for passwords.
        ask: makes a call to KMS.
    """

    call: Call
    store: Store
    now: datetime
    chance: random.Random
    ask: Ask

    @property
    def params(self) -> Mapping[str, Any]:
        return self.call.params

    def takes_only(self, *allowed: str) -> None:
        """
        Raises:
            NotSimulated: it has a parameter that nothing here heeds.
        """
        heeded.only("Secrets Manager", self.call.operation, self.call.params, allowed)

    def text(self, name: str) -> str:
        """A parameter; empty where it is not given."""
        return str(self.params.get(name) or "")

    def secret(self) -> Secret:
        """The secret that the request names, unless it is scheduled for deletion."""
        return names.usable(self.store, self.text("SecretId"))

    def any_secret(self) -> Secret:
        """The secret that the request names, also one that is scheduled for deletion."""
        return names.found(self.store, self.text("SecretId"))

    def page(self, found: list[Any], listed: str, most: int = 100) -> dict[str, Any]:
        """The page of a list that is asked for."""
        size = int(self.params.get("MaxResults") or most)
        if not 1 <= size <= most:
            raise errors.invalid(f"The MaxResults value must be between 1 and {most} (inclusive).")
        return Page(size, self.text("NextToken")).of(found, listed, _unreadable)


def _unreadable() -> Exception:
    return errors.Refused("InvalidNextTokenException", "The NextToken value is invalid.")
