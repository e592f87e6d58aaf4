"""What several exercises of this lesson ask of a cloud.

The verdict of a check rests on answers and on what is stored. What was sent only decides which advice fits, except
where the contract itself speaks of requests and of pauses between them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from course_lib.aws.http.messages import Answer, AwsError
from course_lib.aws.layers.journal import COURSE
from course_lib.checks.exercise import Failure, require
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError


@contextmanager
def failure_comes_out(codes, because, advice) -> Iterator[None]:
    """Fail unless the block's call raises a ClientError with one of these AWS error codes."""
    try:
        yield
    except LearnerError as error:
        if error.raised.code in codes:
            return
        if error.raised.types[0] in ("NotImplementedError", "NotSimulated"):
            raise
        finding = Finding(got=f"nothing: it raised {error.raised}", expected=" or ".join(codes), because=because)
        raise Failure(finding, advice) from None
    raise Failure(Finding(problem="No exception came out of your function.", because=because), advice)


def sent(cloud, *operations):
    """The learner's requests of these operations, in order."""
    return [entry for entry in cloud.journal.learner_entries() if entry.operation in operations]


def asked_politely(cloud, operations, most, advice):
    """Fail if the learner's code asked more often than this."""
    times = len(sent(cloud, *operations))
    because = "each question is a request, and all programs of an account share a limited number of them per second"
    require(times <= most, f"Your code asked {times} times whether it is done.", because, advice=advice)


@dataclass
class Hurry:
    """Lets time fly once somebody has asked too often, and then refuses: so a loop comes to its end."""

    cloud: object
    operations: tuple
    most: float
    asked: int = field(default=0, init=False)

    def __call__(self, call, forward):
        if call.operation in self.operations and call.who != COURSE:
            self.asked += 1
            if self.asked > self.most:
                self.cloud.clock.advance(minutes=1)
            if self.asked > self.most + 500:
                return Answer(error=AwsError("ThrottlingException", "Rate exceeded"))
        return forward(call)


@dataclass
class BackupsComeLater:
    """A table that was made a moment ago: AWS is still getting its backups ready, and says so.

    Source: DynamoDB API reference, ContinuousBackupsUnavailableException.
    """

    cloud: object
    wait: timedelta
    until: datetime = field(init=False)

    def __post_init__(self):
        self.until = self.cloud.clock.now() + self.wait

    def __call__(self, call, forward):
        if call.who == COURSE or self.cloud.clock.now() >= self.until:
            return forward(call)
        if call.operation in ("UpdateContinuousBackups", "CreateBackup"):
            told = f"Backups are being enabled for the table: {call.params['TableName']}. Please retry later"
            return Answer(error=AwsError("ContinuousBackupsUnavailableException", told))
        answer = forward(call)
        if call.operation == "DescribeContinuousBackups" and answer.result is not None:
            described = {**answer.result["ContinuousBackupsDescription"], "ContinuousBackupsStatus": "DISABLED"}
            return replace(answer, result={"ContinuousBackupsDescription": described}, response=None)
        return answer


@contextmanager
def refusal_means(code, advice, because=None) -> Iterator[None]:
    """Fail with advice when this error of AWS's comes out of the learner's function."""
    try:
        yield
    except LearnerError as error:
        if error.raised.code != code:
            raise
        raise Failure(Finding(problem=f"Your function let AWS's {code} out.", because=because), advice) from None


@contextmanager
def raised_by(name, advice) -> Iterator[None]:
    """Fail with advice when an exception of this class, or with this AWS error code, comes out."""
    try:
        yield
    except LearnerError as error:
        if name != error.raised.code and name not in error.raised.types:
            raise
        raise Failure(Finding(problem=f"It raised {error.raised}"), advice) from None
