"""Things that happen between a caller's reads, and within those that DynamoDB carries out item by item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from course_lib.aws.http.messages import Answer, Call, Forward


@dataclass(eq=False)
class ReadByRead:
    """Does something at certain moments of a caller's reading.

    A request that reads several items without a transaction has as many moments as items: DynamoDB reads them one by
    one (developer guide, "Amazon DynamoDB Transactions: How it works", isolation levels: BatchGetItem, Query and Scan
    are read-committed as a whole).

    Args:
        act: called with what is planned.
        moments: what is planned, by the number of the read that it comes before, from 1.
        who: the caller.

    Attributes:
        acted: whether anything was done.
    """

    act: Callable[[str], object]
    moments: Mapping[int, str]
    who: str = "you"
    acted: bool = field(default=False, init=False)
    seen: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who != self.who:
            return forward(call)
        if call.operation == "BatchGetItem":
            return self._batch(call, forward)
        if call.operation in ("Query", "Scan"):
            return self._pages(call, forward)
        self._read()
        return forward(call)

    def _read(self) -> None:
        self.seen += 1
        if self.seen in self.moments:
            self.acted = True
            self.act(self.moments[self.seen])

    def _batch(self, call: Call, forward: Forward) -> Answer:
        """One key after the other."""
        responses: dict[str, list[object]] = {}
        last: Answer | None = None
        for table, asked in call.params["RequestItems"].items():
            for key in asked["Keys"]:
                self._read()
                one = {"RequestItems": {table: {**asked, "Keys": [key]}}}
                last = forward(replace(call, params={**call.params, **one}, request=None))
                if last.result is None:
                    return last
                responses.setdefault(table, []).extend(last.result["Responses"].get(table, []))
        return replace(last, result={**(last.result or {}), "Responses": responses}) if last else forward(call)

    def _pages(self, call: Call, forward: Forward) -> Answer:
        """One item after the other, each as it is when its turn comes."""
        self._read()
        answer = forward(call)
        for position in range(1, len((answer.result or {}).get("Items", []))):
            self._read()
            now, before = (forward(call).result or {}), (answer.result or {})
            read = before["Items"][:position] + now.get("Items", [])[position:]
            answer = replace(answer, result={**before, "Items": read})
        return answer
