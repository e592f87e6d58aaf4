"""A table that was made a moment ago, whose backups AWS is still getting ready."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class BackupsComeLater:
    """Says to these operations, for so long, that backups are being enabled, as AWS does of a new table.

    Source: DynamoDB API reference, ContinuousBackupsUnavailableException.
    """

    clock: Clock
    wait: timedelta
    operations: tuple[str, ...] = ("UpdateContinuousBackups", "CreateBackup")
    until: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.until = self.clock.now() + self.wait

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE or self.clock.now() >= self.until:
            return forward(call)
        if call.operation in self.operations:
            told = f"Backups are being enabled for the table: {call.params['TableName']}. Please retry later"
            return Answer(error=AwsError("ContinuousBackupsUnavailableException", told))
        answer = forward(call)
        if call.operation == "DescribeContinuousBackups" and answer.result is not None:
            described = {**answer.result["ContinuousBackupsDescription"], "ContinuousBackupsStatus": "DISABLED"}
            return replace(answer, result={"ContinuousBackupsDescription": described}, response=None)
        return answer
