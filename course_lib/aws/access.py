"""Who asks, what a call needs, and what came of it: what services, the layer of permissions and the journal share.

The key that a request is signed with names an `Identity`. A service says what a caller has to be allowed (`Need`); each
is decided (`Check`) and noted in the journal (`Access`). How it is decided is IAM's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

Values = Mapping[str, str | tuple[str, ...]]  # condition keys; a tuple for those that can have several values


@dataclass(frozen=True)
class Keys:
    """What requests are signed with. Long-term keys have no token."""

    access_key: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Identity:
    """Who signs with a key.

    Attributes:
        arn: of the account's root, of a user, or of a role's session.
        user_id: IAM's unique id; with the session's name for a session ("AROA…:ana").
        kind: "Account", "User" or "AssumedRole", as `aws:PrincipalType` has it.
        keys: what it signs with.
        name: of the user or the session.
        role: the ARN of the role, for a session.
        tags: of the user; of the role and the session.
        active: whether its key may be used.
        issued, expires: of a session.
        policies: documents that limit a session.
        source_identity: handed to AssumeRole.
        transitive: keys of a session's tags that go on to the sessions it opens.
    """

    arn: str
    user_id: str
    kind: str
    keys: Keys
    name: str = ""
    role: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    active: bool = True
    issued: datetime | None = None
    expires: datetime | None = None
    policies: tuple[str, ...] = ()
    source_identity: str | None = None
    transitive: tuple[str, ...] = ()


def aws_service(principal: str) -> Identity:
    """A service of AWS that asks by itself.

    Args:
        principal: such as "events.amazonaws.com".
    """
    return Identity(principal, principal, "Service", Keys("", ""))


@dataclass(frozen=True)
class ResourcePolicy:
    """The policy of a resource.

    Attributes:
        name: the resource's ARN.
        document: as it is stored; None where there is none.
        decides: whether it has to allow the caller or their account, as a key's and a role's has.
    """

    name: str
    document: str | None
    decides: bool = False


@dataclass(frozen=True)
class Need:
    """A permission that a call needs.

    Attributes:
        action: such as "dynamodb:PutItem".
        resource: an ARN, or "*" for an action that is not about one resource.
        context: the condition keys of the service that the request gives a value, such as "dynamodb:LeadingKeys".
    """

    action: str
    resource: str = "*"
    context: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """One permission, decided.

    Attributes:
        action, resource: what was asked for.
        allowed: whether it may.
        policy: the name or ARN of the policy that decided; None where nothing allowed it.
        statement: the Sid of the statement in it, or its place, as "#1".
        kind: "identity-based policy", "resource-based policy", "permissions boundary" or "session policy".
        explicit: whether a statement denies it, rather than none allowing it.
    """

    action: str
    resource: str
    allowed: bool
    policy: str | None = None
    statement: str | None = None
    kind: str | None = None
    explicit: bool = False


@dataclass(frozen=True)
class Access:
    """Who a call was made by, and what they needed for it.

    Attributes:
        identity: the ARN of the user or of the role's session; of the account's root.
        checks: in the order they were decided; of root's calls those that a bucket's policy denies. The last one
            refused, where one did.
    """

    identity: str
    checks: tuple[Check, ...] = ()
