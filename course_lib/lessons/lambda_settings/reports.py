"""REPORT lines that say what a check wants them to say."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.services.lambda_.work import Run

INIT = 200.0  # milliseconds


def line(memory: int, duration: float, init: float = 0.0, status: str = "", used: int = 90, number: int = 1) -> str:
    """A REPORT line as Lambda writes it.

    Args:
        memory: the function's, in MB.
        duration: without INIT, in milliseconds.
        init: of a new instance, in milliseconds; 0 for a warm one.
        status: what Lambda says of one that has failed.
        used: Max Memory Used, in MB.
        number: stands in the request's id.
    """
    parts = [
        f"REPORT RequestId: 3f0c7c1e-0d5c-4f7e-9d57-{number:012}",
        f"Duration: {duration:.2f} ms",
        f"Billed Duration: {Run(duration, init).billed_ms} ms",
        f"Memory Size: {memory} MB",
        f"Max Memory Used: {used} MB",
    ]
    parts += [f"Init Duration: {init:.2f} ms"] if init else []
    parts += [f"Status: {status}"] if status else []
    return "\t".join(parts) + "\t"


@dataclass(eq=False)
class Reports:
    """Lets invocations say that they took so long, whatever they took.

    Args:
        warm: by memory in MB, the Duration in milliseconds.
        cold: the same for new instances, without INIT.
        new: so many instances are new at each size before a warm one answers.
    """

    warm: Mapping[int, float]
    cold: Mapping[int, float]
    new: int
    invoked: Counter[int] = field(default_factory=Counter, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != "Invoke" or call.who == COURSE:
            return forward(call)
        tail = replace(call, params={**call.params, "LogType": "Tail"})  # it counts also where nobody asks for the log
        answer = forward(tail)
        log = base64.b64decode((answer.result or {}).get("LogResult", "")).decode()
        found = re.search(r"Memory Size: (\d+) MB", log)
        if answer.result is None or found is None or int(found[1]) not in self.warm:
            return answer
        lines = [self._said(int(found[1])) if each.startswith("REPORT") else each for each in log.splitlines()]
        said = base64.b64encode("\n".join([*lines, ""]).encode()).decode()
        told = {key: value for key, value in answer.result.items() if key != "LogResult"}
        return replace(answer, result={**told, "LogResult": said} if call.params.get("LogType") == "Tail" else told)

    def _said(self, memory: int) -> str:
        self.invoked[memory] += 1
        if self.invoked[memory] <= self.new:
            return line(memory, self.cold[memory], INIT)
        return line(memory, self.warm[memory])
