"""Pages of a Scan or Query that end before they are full."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class ShortPages:
    """Lets each page have a single item, and every second page of a Scan none at all: its item comes with the next.

    A page ends where 1 MB is read, or earlier. Only LastEvaluatedKey tells whether there is more.
    Source: DynamoDB API reference, Scan and Query (LastEvaluatedKey).
    """

    seen: int = field(default=0, init=False)
    kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict, init=False)  # by the key of a page without any

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation not in ("Scan", "Query") or call.who == COURSE:
            return forward(call)
        self.seen += 1
        counted = call.params.get("Select") == "COUNT"
        asked = {**call.params, "Limit": 1, **({"Select": "ALL_ATTRIBUTES"} if counted else {})}
        answer = forward(replace(call, params=asked))
        if answer.result is None:
            return answer
        page = {**answer.result}
        page["Items"] = [*self.kept.get(str(call.params.get("ExclusiveStartKey")), []), *page["Items"]]
        more = page.get("LastEvaluatedKey")
        if call.operation == "Scan" and self.seen % 2 == 0 and more and page["Items"]:
            self.kept[str(more)], page["Items"] = page["Items"], []
        page["Count"] = len(page["Items"])
        if counted:
            del page["Items"]
        return replace(answer, result=page, response=None)
