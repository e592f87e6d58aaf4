"""What several exercises of this lesson ask of a cloud.

The verdict of a check rests on answers and on what is stored. What was sent only decides which advice fits, and whether
a function that must not read a whole table did.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from course_lib.aws.clock import Clock
from course_lib.aws.http.fates import CALLER_DIES
from course_lib.aws.http.messages import Answer, AwsError
from course_lib.aws.layers.faults import THROUGHPUT_EXCEEDED, Throttle
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.services.dynamodb.contracts import ITEM_READS
from course_lib.aws.values import plain, same, show
from course_lib.checks.exercise import Failure, require
from course_lib.checks.results import Finding
from course_lib.checks.submission import CallProblem, LearnerError
from course_lib.lessons.consistency import data as lab

REFUSED = "ConditionalCheckFailedException"


def sent(cloud, *operations):
    """What the learner's code has sent: all of it, or these operations."""
    entries = [entry for entry in cloud.journal.learner_entries() if entry.who != lab.EXCHANGE]
    return [entry for entry in entries if not operations or entry.operation in operations]


def require_no_scan(cloud, because):
    """Fail when a whole table was read."""
    require(not sent(cloud, "Scan"), "Your function read the whole table with a Scan.", because, advice="scan")


@contextmanager
def busy(cloud, *operations) -> Iterator[None]:
    """For the length of the block DynamoDB turns these operations away, however often they are tried."""
    with ExitStack() as layers:
        for operation in operations:
            layers.enter_context(cloud.use(Throttle(operation)))
        yield


@contextmanager
def changes_nothing(cloud) -> Iterator[None]:
    """Fail when the tables are not the same after the block."""
    before = lab.everything(cloud)
    yield
    require(lab.everything(cloud) == before, "Your function changed what is stored.", "it only has to read")


def expect_entries(got, expected, because, advice, old=None):
    """Fail unless a dictionary by symbol is right.

    Args:
        advice: for what is wrong, unless the answer is as it was before the last changes, or no dictionary.
        old: what those changes changed, as it was before them; None stands for nothing.
    """
    got, expected = plain(got), plain(expected)
    if same(got, expected):
        return
    if not isinstance(got, dict):
        advice = "answer"
    elif shows_old(got, old or {}):
        advice = "eventual"
    raise Failure(Finding(got=show(got), expected=show(expected), because=because), advice)


@contextmanager
def refusals_explained():
    """Fail with advice when boto3 or DynamoDB has refused a request for what it asked."""
    try:
        yield
    except LearnerError as error:
        words = error.raised.message
        known = {"contains duplicates": "duplicates", "Too many items": "hundred", "equal to 100": "hundred"}
        known |= {"min length: 1": "hundred", "equal to 1": "hundred", "Consistent reads are not": "index_consistent"}
        advice = next((advice for part, advice in known.items() if part in words), None)
        if advice is None:
            raise
        because = "there are rules for what one request may ask"
        raise Failure(Finding(problem=f"A request was refused: {words}", because=because), advice) from None


def shows_old(got, old):
    """Whether an answer misses changes: it shows what was there before one, or nothing of any of them."""
    seen = [name for name in old if not same(got.get(name), old[name])]
    return bool(old) and (not seen or any(name in got and name not in seen for name in old if old[name] is not None))


@dataclass(eq=False)
class BusyAfter:
    """Answers so many of the learner's reads, and turns all later ones away."""

    answered: int

    def __call__(self, call, forward):
        if call.operation not in ITEM_READS or call.who in (COURSE, lab.EXCHANGE):
            return forward(call)
        self.answered -= 1
        return forward(call) if self.answered >= 0 else Answer(error=THROUGHPUT_EXCEEDED)


@dataclass(eq=False)
class Crowded:
    """A table with room for only a few keys of each BatchGetItem, until some seconds after the first have passed.

    As on AWS, at least one key is read, and UnprocessedKeys has what would have to be asked for again (API reference,
    BatchGetItem).

    Args:
        clock: of the cloud.
        seconds: how long it stays crowded.
        room: how many keys of a request are read meanwhile.
    """

    clock: Clock
    seconds: float
    room: int
    until: datetime | None = field(default=None, init=False)

    def __call__(self, call, forward):
        if call.operation != "BatchGetItem" or call.who in (COURSE, lab.EXCHANGE):
            return forward(call)
        self.until = self.until or self.clock.now() + timedelta(seconds=self.seconds)
        answer = forward(call)
        if answer.error or self.clock.now() >= self.until:
            return answer
        read, left = {}, {}
        room = self.room
        for table, block in call.params["RequestItems"].items():
            read[table], rest, room = self._divided(block, room)
            left |= {table: rest} if rest["Keys"] else {}
        read = {table: block for table, block in read.items() if block["Keys"]}
        some = forward(replace(call, params={**call.params, "RequestItems": read}))
        return replace(some, result={**some.result, "UnprocessedKeys": left})

    def _divided(self, block, room):
        """What is read of a table's block, what is not, and how much room is left. The last keys are read first."""
        taken = min(room, len(block["Keys"]))
        keys = list(block["Keys"])
        cut = len(keys) - taken
        return {**block, "Keys": keys[cut:]}, {**block, "Keys": keys[:cut]}, room - taken


@dataclass(eq=False)
class _Guard:
    """Ends a caller that sends more than `most` requests."""

    most: int
    requests: int = 0

    def __call__(self, call, forward):
        if call.who in (COURSE, lab.EXCHANGE):
            return forward(call)
        self.requests += 1
        if self.requests <= self.most:
            return forward(call)
        return Answer(error=AwsError("CallerDied", "Too many requests."), response=CALLER_DIES)


@contextmanager
def comes_to_an_end(cloud, most=300) -> Iterator[None]:
    """Fail when the function sends more than `most` requests within the block."""
    guard = _Guard(most)
    try:
        with cloud.use(guard):
            yield
    except (CallProblem, LearnerError):
        if guard.requests <= most:
            raise
        problem = f"Your function sent more than {most} requests, and there was no end of it."
        raise Failure(Finding(problem=problem), "endless") from None
