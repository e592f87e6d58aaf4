"""What Parameter Store keeps for an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Version:
    """One version of a parameter.

    Attributes:
        number: from 1.
        value: as it was put; of a SecureString what KMS made of it.
        kind: "String", "StringList" or "SecureString".
        changed: when.
        tier: "Standard" or "Advanced".
        key: of a SecureString.
        plain: of a SecureString under AWS's own key, which no customer can use, what was put.
    """

    number: int
    value: str
    kind: str
    changed: datetime
    tier: str
    description: str
    key: str = ""
    plain: str | None = None


@dataclass
class Parameter:
    """A parameter with its versions, the latest last; `made` is which one it is of all that there ever were."""

    name: str
    made: int
    versions: list[Version] = field(default_factory=list)

    @property
    def latest(self) -> Version:
        return self.versions[-1]


@dataclass
class Store:
    """Everything of one account and Region."""

    parameters: dict[str, Parameter] = field(default_factory=dict)
    made: int = 0
