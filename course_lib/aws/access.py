"""What a call needs, and what came of it: the words that services, the layer of permissions and the journal share.

A service says what a caller has to be allowed (`Need`); the layer decides (`Check`) and notes it in the journal
(`Access`). How it decides is IAM's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Values = Mapping[str, str | tuple[str, ...]]  # condition keys; a tuple for those that can have several values


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
        checks: in the order they were decided; none for root, to whom everything is allowed. The last one refused,
            where one did.
    """

    identity: str
    checks: tuple[Check, ...] = ()
