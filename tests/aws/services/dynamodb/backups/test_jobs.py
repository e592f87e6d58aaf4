"""Work that takes time, and the calls that it makes."""

from __future__ import annotations

from datetime import timedelta

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call
from course_lib.aws.services.dynamodb.backups.jobs import Below, Schedule

CALL = Call("dynamodb", "ExportTableToPointInTime", {}, "you", "us-east-1", "111122223333")


def nothing(call: Call) -> Answer:
    return Answer(result={})


def test_a_job_is_done_before_the_next_begins() -> None:
    """Calls that a job makes come by the schedule again, and start nothing else that is due."""
    clock, seen = Clock(), []
    schedule = Schedule(clock, nothing)

    def job(name: str):
        def work(below: Below, due: object) -> None:
            seen.append(f"{name} begins")
            schedule.run(nothing)
            seen.append(f"{name} ends")

        return work

    for name in ("one", "two"):
        schedule.after(timedelta(seconds=1), CALL, job(name))
    schedule.run(nothing)
    assert seen == []
    clock.advance(seconds=2)
    schedule.run(nothing)
    assert seen == ["one begins", "one ends", "two begins", "two ends"]


def test_a_job_that_fails_does_not_hold_up_the_others() -> None:
    """The next call goes on with what is due."""
    clock, seen = Clock(), []
    schedule = Schedule(clock, nothing)

    def fail(below: Below, due: object) -> None:
        raise ZeroDivisionError

    schedule.after(timedelta(0), CALL, fail)
    schedule.after(timedelta(0), CALL, lambda below, due: seen.append(due))
    try:
        schedule.run(nothing)
    except ZeroDivisionError:
        schedule.run(nothing)
    assert seen == [clock.now()]


def test_where_a_call_of_a_job_goes() -> None:
    """To DynamoDB by the layers below; to another service as any call of the account does, as the same caller."""
    forwarded, asked = [], []

    def forward(call: Call) -> Answer:
        forwarded.append(call)
        return Answer(result={})

    def ask(call: Call) -> Answer:
        asked.append(call)
        return Answer(result={})

    below = Below(CALL, forward, ask)
    below.send("dynamodb", "DescribeTable", TableName="t")
    below.send("s3", "PutObject", Bucket="b")
    assert [(call.operation, call.who, call.account) for call in forwarded] == [
        ("DescribeTable", "you", "111122223333")
    ]
    assert [(call.service, call.operation, call.who) for call in asked] == [("s3", "PutObject", "you")]
