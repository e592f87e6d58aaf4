"""Who asks, and whether a statement of a resource's policy is about them.

Source: IAM user guide, "AWS JSON policy elements: Principal" and "NotPrincipal".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from course_lib.aws.services.iam.policies.documents import Principals


@dataclass(frozen=True)
class Caller:
    """Who asks.

    Attributes:
        arn: of the user, or of the role's session ("arn:aws:sts::111122223333:assumed-role/reader/ana").
        account: the account number, 12 digits; empty for a service and for nobody known.
        role: the ARN of the role, for a session.
        service: such as "lambda.amazonaws.com", where a service asks by itself.
    """

    arn: str
    account: str = ""
    role: str | None = None
    service: str | None = None

    @property
    def root(self) -> str:
        """The ARN that stands for the caller's whole account."""
        return f"arn:aws:iam::{self.account}:root"

    @property
    def is_root(self) -> bool:
        """Whether it is the account's own user."""
        return bool(self.account) and self.arn == self.root


class Match(IntEnum):
    """How a statement names the caller: the larger, the closer."""

    ACCOUNT = 1
    ROLE = 2
    EVERYONE = 3
    ITSELF = 4


def match(principals: Principals, caller: Caller, allows: bool = True) -> Match | None:
    """How the entries name the caller; None where they do not. With NotPrincipal, who is not named is meant.

    In a Deny with NotPrincipal an account stands for its root alone: its users and roles have to be named beside it.

    Args:
        principals: of a statement.
        caller: who asks.
        allows: whether the statement allows.
    """
    found = max((named for kind, name in principals.entries if (named := _named(kind, name, caller))), default=None)
    if principals.all_but:
        if found is Match.ACCOUNT and not allows and not caller.is_root:
            return Match.EVERYONE
        return Match.EVERYONE if found is None else None
    return found


def _named(kind: str, name: str, caller: Caller) -> Match | None:
    if kind == "Service":
        return Match.ITSELF if caller.service == name else None
    if kind != "AWS":
        return None
    if name == "*":
        return Match.EVERYONE
    if caller.service is not None or not caller.account:
        return None
    if name == caller.arn:
        return Match.ITSELF
    if name == caller.role:
        return Match.ROLE
    return Match.ACCOUNT if name in (caller.account, caller.root) else None
