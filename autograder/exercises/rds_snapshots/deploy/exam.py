"""The exam of deploy."""

from datetime import timedelta

from course_lib.checks import Exam
from course_lib.lessons.rds_snapshots import data as lab
from course_lib.lessons.rds_snapshots import deployed
from course_lib.lessons.rds_snapshots.practice.deploy import (
    DENIED,
    REGIONS,
    after_a_while,
    already_there,
    changed_by_others,
    deploys,
    in_a_crowd,
    in_a_region,
    is_patient,
    keeps_nothing,
    lets_out,
    no_more_than_needed,
    runs,
    survives,
    takes_snapshots,
    trusted_by_others,
    with_new_roles,
)

exam = Exam()


def some_time(submission):
    """By clocks somewhere in the world, at some hour of the first days."""
    zone = submission.random.choice(["Asia/Tokyo", "America/New_York", "Europe/Berlin"])
    hour, day = submission.random.randrange(7, 20), submission.random.randrange(1, 4)
    minute = submission.random.randrange(60)
    return {"ScheduleExpression": f"cron({minute} {hour} {day} * ? *)", "ScheduleExpressionTimezone": zone}


def of_another(cloud):
    """A second database, whose snapshots are to be taken, beside the first."""
    lab.prepare(cloud)
    lab.make(cloud, "loans-2")
    cloud.clock.advance(minutes=15)


@exam.check(points=2)
def exam_sets_up(submission, cloud):
    """In an account without it all of it is there afterwards, whatever has a similar name, for whichever time."""
    of_another(cloud)
    deployed.neighbours(cloud)
    deploys(submission, cloud, database="loans-2", when=some_time(submission))


@exam.check(points=2)
def exam_works(submission, cloud):
    """Months later each has its snapshot."""
    of_another(cloud)
    runs(submission, cloud, database="loans-2")
    takes_snapshots(cloud, submission.random.randrange(2, 5), "loans-2")


@exam.check(points=2)
def exam_smallest(submission, cloud):
    """With the two roles nothing else can be done."""
    of_another(cloud)
    runs(submission, cloud, database="loans-2")
    no_more_than_needed(cloud, "loans-2")


@exam.check(points=2)
def exam_newer(submission, cloud):
    """Called again, with other code, another database or another time, or after changes by others: it is as asked."""
    of_another(cloud)
    deploys(submission, cloud)
    deploys(submission, cloud, version=submission.random.randrange(2, 99))
    cloud.clock.advance(hours=submission.random.randrange(1, 99))
    last = submission.random.randrange(100, 999), "loans-2", some_time(submission)
    deploys(submission, cloud, *last)
    changed_by_others(submission, cloud, *last)
    no_more_than_needed(cloud, "loans-2")


@exam.check(points=2)
def exam_roles_come_late(submission, cloud):
    """A new role is not known to Lambda and to the Scheduler for up to a minute, whatever else is there."""
    lab.prepare(cloud)
    after_a_while(submission, cloud, timedelta(seconds=submission.random.randrange(30, 45)))
    with_new_roles(submission, cloud, timedelta(seconds=submission.random.randrange(16, 45)))
    is_patient(submission, cloud)


@exam.check(points=2)
def exam_errors(submission, cloud):
    """Every other error comes out at once, also when all of it is there already."""
    lets_out(submission, cloud)
    lets_out(submission, cloud, already_there, DENIED)


@exam.check(points=2)
def exam_crash(submission, cloud):
    """Wherever it ends, and whichever answer is lost: the next call completes it."""
    survives(submission, cloud)


@exam.check(points=1)
def exam_other_trust(submission, cloud):
    """Roles of these names that trust others trust the right service afterwards."""
    lab.prepare(cloud)
    trusted_by_others(submission, cloud)


@exam.check(points=2)
def exam_leftovers(submission, cloud):
    """Whatever the roles were allowed before, and however often it is called: they may do what is asked for now."""
    keeps_nothing(submission, cloud)


@exam.check(points=1)
def exam_region(submission, cloud):
    """In another Region all of it is there too, and is for the database there."""
    in_a_region(submission, cloud, submission.random.choice(REGIONS))


@exam.check(points=1)
def exam_crowd(submission, cloud):
    """In an account with many functions, roles and schedules it works as well, the first time and the second."""
    in_a_crowd(submission, cloud)
