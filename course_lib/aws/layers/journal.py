"""The journal: every call, in the order it was answered, with who sent it and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from course_lib.aws.access import Access
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward

COURSE = "course"  # who set-up and inspection are sent by


@dataclass(frozen=True)
class Entry:
    """One call and what came of it.

    `number` counts from 1; parameters and result are as they travel. `access` says who was allowed what, in an account
    that tells identities apart.
    """

    number: int
    when: datetime
    who: str
    service: str
    operation: str
    params: Mapping[str, Any]
    result: Mapping[str, Any] | None
    error: AwsError | None
    access: Access | None = None


@dataclass
class Journal:
    """Records every call that passes.

    Attributes:
        clock: of the account.
        listeners: are told each entry, right after its call was answered.
    """

    clock: Clock
    listeners: list[Callable[[Entry], None]] = field(default_factory=list)
    _entries: list[Entry] = field(default_factory=list)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        when = self.clock.now()
        answer = forward(call)
        entry = Entry(
            len(self._entries) + 1,
            when,
            call.who,
            call.service,
            call.operation,
            call.params,
            answer.result,
            answer.error,
            answer.access,
        )
        self._entries.append(entry)
        for listener in self.listeners:
            listener(entry)
        return answer

    def entries(self, who: str | None = None, operation: str | None = None) -> list[Entry]:
        """The calls so far, all or those of one caller or one operation."""
        return [entry for entry in self._entries if who in (None, entry.who) and operation in (None, entry.operation)]

    def learner_entries(self) -> list[Entry]:
        """The calls that set-up and inspection did not send."""
        return [entry for entry in self._entries if entry.who != COURSE]
