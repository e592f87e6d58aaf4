"""What Secrets Manager keeps for an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from course_lib.aws.kept import REGION

CURRENT, PREVIOUS, PENDING = "AWSCURRENT", "AWSPREVIOUS", "AWSPENDING"
Value = str | bytes


@dataclass
class Version:
    """One version of a secret.

    Attributes:
        id: the token of the request that made it.
        value: a text or bytes. What is kept of the encryption is the data key: the value is never shown without it.
        made: when.
        read: the day on which it was read last.
        key: the ARN of the customer's key that it is encrypted under; empty for AWS's own.
        sealed: of a customer's key, the data key as KMS encrypted it.
    """

    id: str
    value: Value = field(repr=False)
    made: datetime
    read: datetime | None = None
    key: str = ""
    sealed: bytes = field(default=b"", repr=False)


@dataclass
class Secret:
    """A secret.

    Attributes:
        name: as its owner chose it.
        arn: with six characters at its end that nobody chose.
        number: which one it is of all that there ever were.
        labels: which version each staging label is attached to.
        versions: by id, the oldest first.
        key: as the owner named the customer's key; empty for AWS's own.
        deleted: when its deletion was asked for; None of one that is not to be deleted.
        gone: when it is deleted for good.
        policy: its resource policy.
    """

    name: str
    arn: str
    number: int
    made: datetime
    changed: datetime
    description: str = ""
    key: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    versions: dict[str, Version] = field(default_factory=dict)
    read: datetime | None = None
    deleted: datetime | None = None
    gone: datetime | None = None
    policy: str | None = None

    def labels_of(self, version: str) -> list[str]:
        """The staging labels of a version, in the order of the alphabet."""
        return sorted(label for label, held in self.labels.items() if held == version)

    @property
    def labelled(self) -> dict[str, list[str]]:
        """The versions that have labels, with them."""
        return {each: self.labels_of(each) for each in self.versions if each in self.labels.values()}


@dataclass
class Store:
    """Everything of one account and Region, by name."""

    secrets: dict[str, Secret] = field(default_factory=dict)
    made: int = 0


@dataclass
class Stores:
    """Everything of one account."""

    regions: dict[str, Store] = field(default_factory=dict)

    def of(self, region: str = REGION) -> Store:
        return self.regions.setdefault(region, Store())
