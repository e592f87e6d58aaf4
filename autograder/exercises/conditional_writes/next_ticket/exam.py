"""The exam of next_ticket."""

from course_lib.checks import Exam
from course_lib.checks.kit import hard
from course_lib.lessons.conditional_writes import data as lab
from course_lib.lessons.conditional_writes.practice.next_ticket import (
    begins,
    changes_sign_meanwhile,
    continues,
    counts_apart,
    gives_no_number,
    hands_out_once,
    keeps_trying,
    race_for_numbers,
    starts,
)

exam = Exam()


def counter_name(submission):
    """A counter nobody has seen."""
    return hard.key(submission.random.randrange(10, 1000))


@exam.check(points=1)
def exam_first_call(submission, cloud):
    """A counter's first call creates it with the number 1."""
    lab.prepare(cloud)
    starts(submission, cloud, counter_name(submission))


@exam.check(points=2)
def exam_goes_on(submission, cloud):
    """Later calls count on from wherever the counter is, and its other attributes stay."""
    lab.prepare(cloud)
    name, last = counter_name(submission), submission.random.randrange(100, 100_000)
    lab.put(cloud, "counters", {"counter_id": name, "last_ticket": last, "opened_by": "Ida", "desks": [1, 4]})
    continues(submission, cloud, name, last)
    changes_sign_meanwhile(submission, cloud, name, last + 3)
    for none in ({}, {"last_ticket": 0}):
        lab.put(cloud, "counters", {"counter_id": f"{name}none", "sign": "Door 2", **none})
        changes_sign_meanwhile(submission, cloud, f"{name}none", 0)
    for odd in (0, 2**53, hard.LONG):
        lab.put(cloud, "counters", {**hard.attributes(), "counter_id": f"{name}-{odd}", "last_ticket": odd})
        continues(submission, cloud, f"{name}-{odd}", odd)


@exam.check(points=1)
def exam_no_number_yet(submission, cloud):
    """A counter that has other attributes and no number yet begins with 1, and keeps them."""
    lab.prepare(cloud)
    begins(submission, cloud, {"counter_id": counter_name(submission), "opened_by": "Ida"})
    begins(submission, cloud, {**hard.attributes(), "counter_id": "é #1 " + counter_name(submission)})


@exam.check(points=1)
def exam_own_numbers(submission, cloud):
    """Several counters do not disturb each other."""
    lab.prepare(cloud)
    name, last = counter_name(submission), submission.random.randrange(100, 100_000)
    lab.put(cloud, "counters", {"counter_id": name, "last_ticket": last})
    counts_apart(submission, cloud, {name: last, name + "-new": 0, "blood-draw": 7})


@exam.check(points=2)
def exam_race(submission, cloud):
    """Callers at once get different numbers, in whatever order their requests arrive."""
    name, last = counter_name(submission), submission.random.randrange(100, 100_000)

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "counters", {"counter_id": name, "last_ticket": last})

    race_for_numbers(submission, cloud, name, last, prepare)
    race_for_numbers(submission, cloud, name, last, prepare, callers=("Ana", "Ben", "Cleo"), limit=40)
    prepare(cloud)
    keeps_trying(submission, cloud, name, last)
    hands_out_once(submission, cloud, name, last, prepare)


@exam.check(points=1)
def exam_first_race(submission, cloud):
    """Two first callers of a counter get different numbers too."""
    race_for_numbers(submission, cloud, counter_name(submission), 0, lab.prepare)


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When DynamoDB turns the write away, too busy or for another reason, the caller gets that error, not a number."""
    lab.prepare(cloud)
    gives_no_number(submission, cloud, submission.random.choice(["reception", "blood-draw"]))
