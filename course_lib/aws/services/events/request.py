"""One request to EventBridge, with what is needed to answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.http.messages import Call
from course_lib.aws.services.events import errors
from course_lib.aws.services.events.state import Rule, Store

TITLE = "Amazon EventBridge"


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        call: as it came.
        store: of the account and Region.
        arm: puts down when a rule is due next.
    """

    call: Call
    store: Store
    arm: Callable[[Rule], None]

    @property
    def params(self) -> Mapping[str, Any]:
        return self.call.params

    def takes_only(self, *names: str) -> None:
        """
        Raises:
            NotSimulated: it has a parameter that nothing here heeds.
        """
        heeded.only(TITLE, self.call.operation, self.params, names)

    def on_default_bus(self) -> None:
        """
        Raises:
            Refused: it names another bus. No other can be made here.
        """
        name = str(self.params.get("EventBusName") or "default")
        if name not in ("default", f"arn:aws:events:{self.call.region}:{self.call.account}:event-bus/default"):
            raise errors.no_bus(name)

    def rule(self, member: str) -> Rule:
        """The rule that the request names.

        Raises:
            Refused: there is none.
        """
        found = self.store.rules.get(str(self.params[member]))
        if found is None:
            raise errors.no_rule(str(self.params[member]))
        return found

    def arn(self, rule: Rule) -> str:
        return f"arn:aws:events:{self.call.region}:{self.call.account}:rule/{rule.name}"
