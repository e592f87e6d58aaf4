"""Pages that hold fewer than the caller has asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class FewAPage:
    """Lets no page of a caller who asks for pages have more than so many; the next one is behind its NextToken.

    Who does not ask for pages gets everything at once, as before. Source: EC2 API reference, "Pagination" (a page can
    hold fewer results than MaxResults; whether there are more, NextToken alone tells).

    Args:
        most: how many a page has; no fewer than the operation lets a caller ask for.
    """

    most: int

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE or int(call.params.get("MaxResults") or 0) <= self.most:
            return forward(call)
        return forward(replace(call, params={**call.params, "MaxResults": self.most}))
