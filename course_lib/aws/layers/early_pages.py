"""Pages of lists that end early, whether a caller asks for pages or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class EarlyPages:
    """Lets no page of these lists have more than so many; whether there is more, the marker in the answer tells.

    It stands for an account with more than a page of them: 50 functions, 100 roles, 100 schedules. Sources: Lambda API
    reference, ListFunctions; IAM API reference, ListRoles ("might return fewer results, even when there are more");
    EventBridge Scheduler API reference, ListSchedules.

    Args:
        most: how many a page has.
        bounds: by operation, the parameter that says how long a page may be.
    """

    most: int
    bounds: Mapping[str, str]

    def __call__(self, call: Call, forward: Forward) -> Answer:
        bound = self.bounds.get(call.operation)
        if bound is None or call.who == COURSE:
            return forward(call)
        asked = min(int(call.params.get(bound) or self.most), self.most)
        return forward(replace(call, params={**call.params, bound: asked}, request=None))
