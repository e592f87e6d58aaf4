"""The exam of save_all."""

from decimal import Decimal

from course_lib.checks import Exam, expect_client_error
from course_lib.checks.kit import busy, comes_to_an_end
from course_lib.lessons.hot_partitions import data as lab
from course_lib.lessons.hot_partitions.practice.save_all import (
    WRITES,
    begins_anew,
    lets_errors_out,
    saves,
    saves_again,
    saves_slowly,
    saves_when_crowded,
    saves_when_crowded_for_long,
    survives,
)

exam = Exam()


@exam.check(points=1)
def exam_few_items(submission, cloud):
    """A few items are stored in one request, exactly as they are, and counted."""
    lab.prepare(cloud)
    number = submission.random.randrange(1000, 9000)
    saves(submission, cloud, lab.ballots([number], phones=["555-0100", "555-0199"], note="", paid=None))
    odd = ("\u00e9", "e\u0301", " N-1", "N-1 ", "n-1", "N-1", "01", "1", "#", "x" * 2048)
    value = {"n": Decimal("0.1"), "big": 10**37 + 1, "s": {"b", "a"}, "raw": b"\x00\xff", "l": [None, {}, [], ""]}
    saves(submission, cloud, [{"ballot_id": name, "candidate": name, **value} for name in odd])
    saves(submission, cloud, [{"ballot_id": "B-0001", "candidate": "bo", "weight": 0}, *lab.ballots([5])])


@exam.check(points=1)
def exam_many_items(submission, cloud):
    """Any number of items is stored, with as many in each request as it may have."""
    lab.prepare(cloud)
    for count in (25, submission.random.randrange(51, 75), 1, 0):
        saves(submission, cloud, lab.ballots(range(count), round=count))
    saves(submission, cloud, lab.ballots(range(1510)))  # more than 60 requests


@exam.check(points=2)
def exam_twice(submission, cloud):
    """If a ballot stands in the list more than once, near or far apart, the last one counts."""
    lab.prepare(cloud)
    again = submission.random.sample(range(60), 8)
    saves(submission, cloud, [*lab.ballots(range(60)), *lab.ballots(again, note="corrected")])
    saves(submission, cloud, lab.ballots([7] * 30, note="the same")[:29] + lab.ballots([7], note="the last"))
    saves(submission, cloud, [*lab.ballots([8, 9], note="first", spoilt=True), *lab.ballots([8])])
    saves(submission, cloud, [*lab.ballots([10], seq=12), *lab.ballots([10], seq=3)])  # whatever stands in them


@exam.check(points=2)
def exam_small_table(submission, cloud):
    """A small table gets everything in the end, and is not asked without pause."""
    lab.prepare_small(cloud, WRITES)
    saves_slowly(submission, cloud, lab.ballots(submission.random.sample(range(900), 100)))


@exam.check(points=2)
def exam_crowded(submission, cloud):
    """Writes that are left unprocessed are sent again after a pause, and the last item of a ballot is what stays."""
    lab.prepare(cloud)
    numbers = submission.random.sample(range(500), 90)
    again = numbers[:12]
    saves_when_crowded(submission, cloud, [*lab.ballots(numbers), *lab.ballots(again, note="corrected")])


@exam.check(points=1)
def exam_crowded_for_long(submission, cloud):
    """However long the table leaves something unprocessed, everything is stored in the end."""
    lab.prepare(cloud)
    saves_when_crowded_for_long(submission, cloud, lab.ballots(submission.random.sample(range(500), 40)))


@exam.check(points=1)
def exam_saved_again(submission, cloud):
    """The same list is saved again, whatever has become of its ballots."""
    lab.prepare(cloud)
    numbers = submission.random.sample(range(500), 30)
    saves_again(submission, cloud, lab.ballots(numbers))
    begins_anew(submission, cloud, lab.ballots(numbers, note="of a call that failed"), lab.ballots(numbers[:9]))


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When the table is too busy and stays so, the caller gets that error."""
    lab.prepare(cloud)
    because = "nothing could be written"
    with (
        busy(cloud, "BatchWriteItem"),
        comes_to_an_end(cloud),
        expect_client_error("ProvisionedThroughputExceededException", because, advice="catches_all"),
    ):
        submission.save_all(cloud.resource("dynamodb"), lab.ballots(range(30)))
    lets_errors_out(submission, cloud, lab.ballots(submission.random.sample(range(500), 60)))


@exam.check(points=2)
def exam_any_crash(submission, cloud):
    """Whatever request fails, a second call with the same list completes the work."""
    survives(submission, cloud, lab.ballots(submission.random.sample(range(500), 30)))
