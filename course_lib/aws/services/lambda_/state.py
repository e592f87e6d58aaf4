"""What Lambda keeps for an account. Nothing runs in the background: states follow from the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

LATEST = "$LATEST"


@dataclass(frozen=True)
class Durations:
    """How long things take. AWS promises nothing: with a VPC an update can take minutes."""

    create: timedelta = timedelta(seconds=4)
    update: timedelta = timedelta(seconds=3)
    attach: timedelta = timedelta(seconds=45)  # where network interfaces have to be made


@dataclass(frozen=True)
class Code:
    """A function's zip file.

    Attributes:
        sha256: of the zip file, in base64.
        size: of it in bytes.
        files: what is in it that declares work: `work.json`.
        content: the zip file.
    """

    sha256: str
    size: int
    files: Mapping[str, bytes]
    content: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True)
class Configuration:
    """All that a version of a function is: code and settings, by the names of AWS's parameters."""

    code: Code
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class EventConfig:
    """What becomes of events in a queue that a function fails with.

    Attributes:
        retries: how many more tries.
        seconds: how old an event may be.
        on_success, on_failure: the ARN of a destination; empty for none.
        changed: when it was set.
    """

    retries: int = 2
    seconds: int = 21_600
    on_success: str = ""
    on_failure: str = ""
    changed: datetime | None = None


@dataclass(frozen=True)
class Failure:
    """Why an update cannot be completed.

    Attributes:
        code: such as "SubnetOutOfIPAddresses".
        reason: in a sentence.
    """

    code: str
    reason: str


@dataclass
class Function:
    """A function, that is its unpublished version.

    Attributes:
        name: its name.
        configuration: the newest.
        before: the one that invocations use until the newest is ready; none while the function is made.
        changed: when the newest was asked for.
        ready: when it is, or has failed.
        failure: why the newest cannot be made ready, if so; `before` stays in use then.
        revisions: the revision's id until the newest is ready, and from then on.
        versions: the published ones, by number.
        aliases: by name.
        count: of published versions; no number comes twice.
        number: which one it is of all that were ever made here.
        running: how many invocations run at present.
        reserved: how many may run at once, where that is said.
        event_configs: by qualifier, "" for the function itself.
        logs: of the last invocations.
        policies: who else may use it, by qualifier, "" for the function itself: statements in their order.
    """

    name: str
    configuration: Configuration
    before: Configuration | None
    changed: datetime
    ready: datetime
    revisions: tuple[str, str]
    number: int
    versions: dict[int, Version] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    count: int = 0
    running: int = 0
    reserved: int | None = None
    event_configs: dict[str, EventConfig] = field(default_factory=dict)
    logs: list[str] = field(default_factory=list)
    policies: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    failure: Failure | None = None

    def is_ready(self, now: datetime) -> bool:
        return now >= self.ready

    def revision(self, now: datetime) -> str:
        """Its id: another one as soon as an update is complete."""
        return self.revisions[self.is_ready(now)]

    def touch(self, revision: str) -> None:
        """What is not of its configuration has changed."""
        self.revisions = (revision, revision)

    def in_use(self, now: datetime) -> Configuration | None:
        """What an invocation runs."""
        return self.configuration if self.is_ready(now) and self.failure is None else self.before

    def begin(
        self,
        configuration: Configuration,
        now: datetime,
        lasting: timedelta,
        ids: tuple[str, str],
        failure: Failure | None = None,
    ) -> None:
        """Begin an update, which may be one that will fail."""
        self.before, self.failure = self.in_use(now), failure
        self.configuration, self.changed, self.ready, self.revisions = configuration, now, now + lasting, ids


@dataclass(frozen=True)
class Version:
    """A published version, which never changes."""

    number: int
    configuration: Configuration
    published: datetime
    ready: datetime
    revision: str


@dataclass(frozen=True)
class Alias:
    """A name for a version."""

    name: str
    version: str
    description: str
    revision: str


@dataclass
class Store:
    """Everything of one account and Region.

    Attributes:
        functions: by name.
        made: how many functions there ever were.
        instances: when the instances of a function's version that are warm last ended a call, by what they run.
        invoked: how often a function was invoked, by its number.
    """

    functions: dict[str, Function] = field(default_factory=dict)
    made: int = 0
    instances: dict[tuple[int, str, str], datetime] = field(default_factory=dict)
    invoked: dict[int, int] = field(default_factory=dict)


class Stores:
    """Those of one account."""

    def __init__(self) -> None:
        self._by_region: dict[str, Store] = {}

    def of(self, region: str) -> Store:
        """What a Region holds."""
        return self._by_region.setdefault(region, Store())


def changed(configuration: Configuration, **settings: Any) -> Configuration:
    """A configuration with other settings."""
    return replace(configuration, settings={**configuration.settings, **settings})
