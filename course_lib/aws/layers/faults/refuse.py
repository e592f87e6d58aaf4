"""A refusal of your choice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.faults.counted import Counted


@dataclass(eq=False)
class Refuse(Counted):
    """Answer one operation with an error of your choice, and change nothing."""

    code: str
    message: str
    status: int = 400
    members: Mapping[str, Any] = field(default_factory=dict)

    def strike(self, call: Call, forward: Forward) -> Answer:
        return Answer(error=AwsError(self.code, self.message, self.status, self.members))
