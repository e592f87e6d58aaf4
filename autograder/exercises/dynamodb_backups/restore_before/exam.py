"""The exam of restore_before."""

from datetime import timedelta, timezone

from course_lib.checks import Exam
from course_lib.checks.kit import others_act
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.practice.restore_before import (
    bad_deploy,
    comes_into_the_window,
    is_outside,
    leaves_target,
    lets_errors_out,
    reaches_the_edge,
    restores,
    sets_again,
    waits_for_restore,
    without_recovery,
    without_table,
)

exam = Exam()


def some_moment(submission):
    """A whole second of the afternoon."""
    return lab.today(12) + timedelta(seconds=submission.random.randrange(3 * 3600))


@exam.check(points=3)
def exam_just_before(submission, cloud):
    """The new table has exactly the items of the second before the moment."""
    lab.prepare(cloud)
    moment, wanted = bad_deploy(cloud, some_moment(submission))
    for _ in range(2):  # the second time after somebody has deleted the new table
        restores(submission, cloud, moment, "results-before", wanted)
        with others_act(cloud):
            cloud.client("dynamodb", who="course").delete_table(TableName="results-before")


@exam.check(points=1)
def exam_time_zone(submission, cloud):
    """A moment means the same in every time zone."""
    lab.prepare(cloud)
    moment, wanted = bad_deploy(cloud, some_moment(submission))
    zone = timezone(timedelta(hours=submission.random.choice([-7, -5, 2, 9]), minutes=30))
    restores(submission, cloud, moment.astimezone(zone), "results-before", wanted)


@exam.check(points=2)
def exam_set_again(submission, cloud):
    """Time to Live, tags and point-in-time recovery are as they are for the old table."""
    lab.prepare(cloud)
    lab.make_table(cloud, "measured")
    lab.turn_on_recovery(cloud, "measured", submission.random.randrange(2, 34))
    lab.tag(cloud, "measured", {f"key-{number}": str(number * 3) for number in range(23)})
    lab.set_expiry(cloud, "measured", f"until_{submission.random.randrange(100)}")
    moment, _ = bad_deploy(cloud, some_moment(submission), "measured")  # its status is ENABLED by then
    sets_again(submission, cloud, moment, "measured-before", "measured")


@exam.check(points=1)
def exam_nothing_to_set(submission, cloud):
    """A table without tags and Time to Live gets none."""
    lab.prepare(cloud)
    lab.make_table(cloud, "plain")
    lab.turn_on_recovery(cloud, "plain", 35)
    moment, _ = bad_deploy(cloud, some_moment(submission), "plain")
    sets_again(submission, cloud, moment, "plain-before", "plain")


@exam.check(points=1)
def exam_slow_restore(submission, cloud):
    """It waits for a restore that takes most of an hour."""
    lab.prepare(cloud)
    moment, _ = bad_deploy(cloud, some_moment(submission))
    waits_for_restore(submission, cloud, moment, submission.random.randrange(30, 58))


@exam.check(points=2)
def exam_outside(submission, cloud):
    """A moment outside the window is refused with both its ends, and no table is made."""
    cloud.clock.advance(minutes=submission.random.randrange(7, 50))
    lab.prepare(cloud)
    began = lab.recovery(cloud)["EarliestRestorableDateTime"]
    now = some_moment(submission) + timedelta(hours=4)  # later than any check before: so much is remembered of those
    lab.wait_until(cloud, now)
    is_outside(submission, cloud, began)  # the second before it is not inside
    is_outside(submission, cloud, lab.today(9) - timedelta(hours=submission.random.randrange(2, 900)))
    comes_into_the_window(submission, cloud, now - timedelta(seconds=submission.random.randrange(10, 230)))


@exam.check(points=1)
def exam_last_second(submission, cloud):
    """The last second of the window can be restored."""
    cloud.clock.tick = timedelta(0)  # so that the end stays where it is while the code looks
    lab.prepare(cloud)
    cloud.clock.advance(minutes=submission.random.randrange(31, 50))
    reaches_the_edge(submission, cloud, lab.recovery(cloud)["LatestRestorableDateTime"] + timedelta(seconds=1))


@exam.check(points=1)
def exam_first_second(submission, cloud):
    """The first second of the window can be restored."""
    lab.prepare(cloud)
    cloud.clock.advance(minutes=submission.random.randrange(31, 50))
    reaches_the_edge(submission, cloud, lab.recovery(cloud)["EarliestRestorableDateTime"] + timedelta(seconds=1))


@exam.check(points=1)
def exam_refused(submission, cloud):
    """Other refusals come out: a target that exists, a table without recovery, none at all, any request refused."""
    lab.prepare(cloud)
    without_recovery(submission, cloud, "unprotected")
    moment, _ = bad_deploy(cloud, lab.today(16) + timedelta(seconds=submission.random.randrange(3600)))
    leaves_target(submission, cloud, moment, "archive")
    without_table(submission, cloud, moment, "no-such-table")
    lets_errors_out(submission, cloud)
