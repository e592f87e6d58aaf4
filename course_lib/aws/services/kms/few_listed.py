"""Lists of KMS that hold fewer than the caller has asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class FewListed:
    """Lets no page of a list of KMS's have more than so many; the next one is behind its NextMarker.

    Source: KMS API reference, ListAliases and others ("Limit": KMS returns no more than that, and may return fewer).

    Args:
        most: how many a page has.
    """

    most: int

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE or call.service != "kms" or not call.operation.startswith("List"):
            return forward(call)
        return forward(replace(call, params={**call.params, "Limit": self.most}))
