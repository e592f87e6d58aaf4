"""Roles that were made a moment ago, which other services do not know yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward


@dataclass(eq=False)
class NewRoles:
    """Refuses requests that name a role which was made less than so long ago, or whose trust was changed since.

    IAM's changes are known everywhere after some seconds. Source: IAM user guide, "Changes that I make are not always
    immediately visible"; the refusals are those of a role that does not trust the service.

    Args:
        clock: of the account.
        wait: how long a change takes.
        refusals: by operation, how it is refused.
    """

    clock: Clock
    wait: timedelta
    refusals: Mapping[str, AwsError]
    changed: dict[str, datetime] = field(default_factory=dict, init=False)  # by the role's name

    def __call__(self, call: Call, forward: Forward) -> Answer:
        role = _role(call.params).rpartition("/")[2]
        if call.operation in self.refusals and role in self.changed:
            if self.clock.now() < self.changed[role] + self.wait:
                return Answer(error=self.refusals[call.operation])
        answer = forward(call)
        if call.operation in ("CreateRole", "UpdateAssumeRolePolicy") and answer.error is None:
            self.changed[str(call.params.get("RoleName"))] = self.clock.now()
        return answer


def _role(params: Mapping[str, Any]) -> str:
    """The ARN of the role that a request hands over."""
    target = params.get("Target")
    return str((target.get("RoleArn") if isinstance(target, Mapping) else params.get("Role")) or "")
