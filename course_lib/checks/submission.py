"""A learner's functions, as a check sees them: call one, get plain data back, or the error it raised.

`Submission` is the interface; `LocalSubmission` runs in this process (a notebook), the judge has its own that runs in
another process. Both give a check the same values and the same errors.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, TypeVar

from course_lib.aws.values import show
from course_lib.checks.files import Directory
from course_lib.checks.reasons import Reasons

REPLY_LIMIT = 2000
CALL_LIMIT = 200  # requests of one call, or of all calls of a race, whose requests a check answers one by one

Found = TypeVar("Found")


class Ending(Enum):
    """How a call of a learner's function ended."""

    RETURNED = "returned"
    RAISED = "raised"
    UNDEFINED = "undefined"
    WRONG_PARAMETERS = "wrong parameters"
    TIMED_OUT = "timed out"
    DIED = "died"
    GARBLED = "garbled"


@dataclass(frozen=True)
class Raised:
    """An exception of the learner's code, as plain data.

    Attributes:
        types: the names of its class and base classes, nearest first.
        message: its text.
        attributes: its public data attributes.
        response: a ClientError's parsed response, else None.
        line: the learner's line that raised it, as text, where known.
    """

    types: tuple[str, ...]
    message: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    response: Mapping[str, Any] | None = None
    line: str | None = None

    @property
    def code(self) -> str | None:
        """The AWS error code, if this is a ClientError."""
        error = (self.response or {}).get("Error")
        return error.get("Code") if isinstance(error, dict) else None

    def is_a(self, name: str) -> bool:
        """Whether its class, a base class, or its AWS error code has this name."""
        return name in self.types or name == self.code

    def __str__(self) -> str:
        return f"{self.types[0]}: {self.message}" if self.message else self.types[0]


@dataclass(frozen=True)
class Outcome:
    """What one call of a learner's function came to.

    Attributes:
        ending: how it ended.
        value: what it returned.
        raised: what it raised.
        printed: what it printed.
        problem: a sentence, when it neither returned nor raised.
        logged: what it wrote to the standard error, as `logging` does; in the judge, what it logged at any level too.
        changed: the parameters whose arguments it has changed, such as its caller's dict.
    """

    ending: Ending
    value: Any = None
    raised: Raised | None = None
    printed: str = ""
    problem: str = ""
    logged: str = ""
    changed: tuple[str, ...] = ()


class LearnerError(Exception):
    """The learner's function raised."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(str(raised))
        self.raised = raised


class CallProblem(Exception):
    """The learner's function could not be called, or did not come back."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.problem)
        self.outcome = outcome


@dataclass(frozen=True)
class Later:
    """A call to be made: which function, with which arguments (plain data, or boto3 objects of a cloud)."""

    function: str
    arguments: tuple[Any, ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [_show_argument(value) for value in self.arguments]
        parts += [f"{name}={_show_argument(value)}" for name, value in self.keywords.items()]
        return f"{self.function}({', '.join(parts)})"


def _show_argument(value: Any) -> str:
    if handed := handed_as(value):
        return handed
    return service_of(value) if getattr(value, "meta", None) is not None else show(value)


def handed_as(value: Any) -> str | None:
    """What contracts call an object that is not boto3's and that a function is handed; None for anything else."""
    return {"Engine": "engine", "RedisCluster": "cache"}.get(type(value).__name__)


def service_of(boto3_object: Any) -> str:
    """The service that a client or resource is for, by botocore's name."""
    meta = boto3_object.meta
    return str(getattr(meta, "service_name", None) or meta.service_model.service_name)


class _Calls:
    """`submission.later.some_function(args)`: names a call without making it."""

    def __getattr__(self, function: str) -> Callable[..., Later]:
        if function.startswith("_"):
            raise AttributeError(function)
        return lambda *arguments, **keywords: Later(function, arguments, keywords)


class Submission(ABC):
    """A learner's notebook, able to have its functions called.

    Attributes:
        random: a generator seeded by the submission and the check, for inputs that differ between learners.
        calls: those made so far and what they came to, for reports.
        reasons: of the exercise whose check is run.
        judged: whether a check is being run on it: then nothing may change that the check does not speak of.
        model: makes, of a cloud, a submission that is right, where one is at hand: in an exam.
        watch: makes the block in which a call is made; what it changes in the check's account is written down there.
    """

    later = _Calls()
    reasons = Reasons({})
    judged = False
    model: Callable[[Any], Submission] | None = None
    watch: Callable[[], AbstractContextManager[object]] = nullcontext

    def __init__(self, seed: str = "practice") -> None:
        self.random = random.Random(seed)
        self.calls: list[tuple[Later, Outcome]] = []
        self._memory = 0

    @abstractmethod
    def run(self, call: Later) -> Outcome:
        """Make one call and wait for its outcome."""

    @abstractmethod
    def run_in_turns(
        self, calls: Sequence[Later], cloud: Any, first: int = 0, elsewhere: bool = False
    ) -> Sequence[Caller]:
        """Prepare calls that each stop at every AWS request, for `course_lib.checks.explore` to answer one at a time.

        Args:
            calls: what to call.
            cloud: whose boto3 objects the arguments are.
            first: the number of the first caller; the others follow. No two callers of one cloud have the same.
            elsewhere: whether a single call is made on another machine than the first one, if there are two and it is
                not handed a folder.
        """

    def explore(self, search: Callable[[], Found]) -> Found:
        """What a search finds that makes the same calls again and again, each time in a fresh cloud.

        Args:
            search: it may be begun anew, from nothing.
        """
        return search()

    @abstractmethod
    def value(self, name: str) -> Any:
        """A global of the notebook as plain data; None when there is none."""

    @abstractmethod
    def files(self, directory: Directory) -> dict[str, bytes]:
        """What is in a folder that a call was handed: each file's content, by its path inside the folder."""

    @abstractmethod
    def plant(self, directory: Directory, files: Mapping[str, bytes]) -> None:
        """Put files into a folder, before a call is handed it."""

    def left_files(self) -> dict[str, bytes]:
        """What calls have written elsewhere than into the folders they were handed; none where nobody can tell."""
        return {}

    @contextmanager
    def memory(self, megabytes: int) -> Iterator[None]:
        """In this block, a call that takes more memory than this, beyond what is in use, raises MemoryError."""
        self._memory = megabytes * 1024 * 1024
        try:
            yield
        finally:
            self._memory = 0

    def __getattr__(self, function: str) -> Callable[..., Any]:
        if function.startswith("_"):
            raise AttributeError(function)

        def call(*arguments: Any, **keywords: Any) -> Any:
            later = Later(function, arguments, keywords)
            with self.watch():
                outcome = self.run(later)
            self.calls.append((later, outcome))
            return value_of(outcome)

        return call


def name_memory(outcome: Outcome, memory: int) -> Outcome:
    """The outcome of a call whose memory was bounded, with words for Python's MemoryError, which has none."""
    if not memory or outcome.raised is None or outcome.raised.types[0] != "MemoryError":
        return outcome
    message = f"more than {memory // 2**20} MB were in use at once"
    return replace(outcome, raised=replace(outcome.raised, message=message))


class Caller(ABC):
    """One call under way that stops whenever it needs the cloud."""

    who: str

    @abstractmethod
    def step(self) -> Any:
        """Run until the call sends an AWS `Request` or ends with an `Outcome`, and return that."""

    @abstractmethod
    def answer(self, response: Any) -> None:
        """Give the `Response` to the request that `step` returned."""

    @abstractmethod
    def stop(self) -> None:
        """End the call, wherever it is."""


def value_of(outcome: Outcome) -> Any:
    """The returned value of an outcome.

    Raises:
        LearnerError: the function raised.
        CallProblem: it could not be called, or did not come back.
    """
    if outcome.ending is Ending.RETURNED:
        return outcome.value
    if outcome.ending is Ending.RAISED and outcome.raised is not None:
        raise LearnerError(outcome.raised)
    raise CallProblem(outcome)
