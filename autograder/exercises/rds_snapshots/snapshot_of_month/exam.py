"""The exam of snapshot_of_month."""

from datetime import timedelta

from course_lib.checks import Exam
from course_lib.checks.kit import error_means
from course_lib.lessons.rds_snapshots import data as lab
from course_lib.lessons.rds_snapshots.practice.snapshot_of_month import (
    after_failures,
    at_both_ends,
    between_failures,
    comes_out,
    finds,
    gives_up,
    gives_up_looking,
    gives_up_on_the_second,
    held_up,
    lives_through,
    lookalikes,
    nobody_may_look,
    over_midnight,
    refused,
    survives,
    takes,
    two_at_once,
    waits,
    waits_for_room,
)

exam = Exam()


def some_month(submission):
    """One of the next three years."""
    return lab.after("2026-05", submission.random.randrange(36))


def go_to(submission, cloud, month):
    """Let time pass up to some day of a month."""
    day = timedelta(days=submission.random.randrange(1, 26), hours=submission.random.randrange(5, 23))
    lab.wait_until(cloud, lab.begin_of(month) + day)


@exam.check(points=1)
def exam_first_delivery(submission, cloud):
    """A month's first delivery takes a snapshot whose name has the month, whatever else there is of this month."""
    lab.prepare(cloud)
    lab.make(cloud, "loans-2")
    month = some_month(submission)
    go_to(submission, cloud, month)
    lab.put_monthly(cloud, lab.after(month, -1), month, database="ledger")
    lookalikes(cloud, month, "loans-2")
    takes(submission, cloud, month, lab.monthly(month, database="loans-2"), "loans-2")
    finds(submission, cloud, month, lab.monthly(month))


@exam.check(points=1)
def exam_both_ends(submission, cloud):
    """In the first minutes and in the last hours of a month in UTC it is that month."""
    lab.prepare(cloud)
    at_both_ends(submission, cloud, some_month(submission))


@exam.check(points=2)
def exam_second_delivery(submission, cloud):
    """A second delivery takes none, while the first one's snapshot is made and long afterwards."""
    lab.prepare(cloud)
    month = some_month(submission)
    lab.wait_until(cloud, lab.begin_of(month) + timedelta(hours=4))
    takes(submission, cloud, month, lab.monthly(month))
    cloud.clock.advance(seconds=submission.random.randrange(5, 50))
    finds(submission, cloud, month, lab.monthly(month))
    go_to(submission, cloud, month)
    finds(submission, cloud, month, lab.monthly(month))


@exam.check(points=2)
def exam_late_delivery(submission, cloud):
    """A delivery in a later month than it was due in is one of the month in which it comes."""
    lab.prepare(cloud)
    month = some_month(submission)
    go_to(submission, cloud, month)
    earlier = lab.after(month, -submission.random.randrange(1, 5))
    lab.put_monthly(cloud, lab.after(earlier, -1))
    takes(submission, cloud, earlier, lab.monthly(month))
    finds(submission, cloud, month, lab.monthly(month))
    finds(submission, cloud, lab.after(earlier, -1), lab.monthly(month))


@exam.check(points=2)
def exam_failed_snapshot(submission, cloud):
    """What has failed is no snapshot, however many there are of it."""
    lab.prepare(cloud)
    month = some_month(submission)
    go_to(submission, cloud, month)
    lab.crowd(cloud, 101 + submission.random.randrange(9))
    lookalikes(cloud, month)
    with cloud.use(lab.EARLY_PAGES):
        after_failures(submission, cloud, submission.random.randrange(10, 13))
    go_to(submission, cloud, lab.after(month, 1))
    between_failures(submission, cloud, lab.after(month, 1))


@exam.check(points=1)
def exam_busy_database(submission, cloud):
    """A database that is not available for up to ten minutes is waited for, whatever keeps it busy."""
    lab.prepare(cloud)
    month = some_month(submission)
    go_to(submission, cloud, month)
    seconds = submission.random.randrange(500, 595)
    waits(submission, cloud, timedelta(seconds=seconds), month, submission.random.choice(["rebooting", "modifying"]))


@exam.check(points=1)
def exam_nightly_backup(submission, cloud):
    """In the middle of the nightly backup it waits as well."""
    lab.prepare(cloud)
    month = some_month(submission)
    lab.wait_until(cloud, lab.begin_of(month) + timedelta(days=4, hours=3, seconds=20))
    with error_means("wait", "InvalidDBInstanceState"):
        takes(submission, cloud, month, lab.monthly(month))


@exam.check(points=1)
def exam_long_outage(submission, cloud):
    """After 10 to 15 minutes the error comes out."""
    lab.prepare(cloud)
    month = some_month(submission)
    go_to(submission, cloud, month)
    gives_up(submission, cloud, month)


@exam.check(points=1)
def exam_long_throttling(submission, cloud):
    """The 10 to 14 minutes are those of the whole call, whichever of its requests are turned away."""
    lab.prepare(cloud)
    month = some_month(submission)
    go_to(submission, cloud, month)
    gives_up_looking(submission, cloud, month)
    go_to(submission, cloud, lab.after(month, 1))
    gives_up_on_the_second(submission, cloud, lab.after(month, 1))


@exam.check(points=1)
def exam_throttled(submission, cloud):
    """Throttling is waited for, also when it hides the snapshot that is there, or that it has failed."""
    lab.prepare(cloud)
    month = some_month(submission)
    go_to(submission, cloud, month)
    waits_for_room(submission, cloud, month, minutes=submission.random.randrange(5, 10))
    with nobody_may_look(cloud, minutes=submission.random.randrange(5, 10)):
        finds(submission, cloud, month, lab.monthly(month))
    go_to(submission, cloud, lab.after(month, 1))
    with nobody_may_look(cloud, minutes=submission.random.randrange(5, 10)):
        after_failures(submission, cloud, 1)


@exam.check(points=2)
def exam_month_ends(submission, cloud):
    """If the month, or the year, ends while it waits, the name has the new one."""
    lab.prepare(cloud)
    month = submission.random.choice(["2027-01", "2026-10", "2028-03"])
    over_midnight(submission, cloud, month, minutes=8)
    over_midnight(submission, cloud, lab.after(month, 2), minutes=8, failed=submission.random.randrange(1, 3))


@exam.check(points=1)
def exam_large_database(submission, cloud):
    """A snapshot that takes hours is not waited for, nor by a second delivery in the meantime."""
    lab.prepare(cloud)
    month = some_month(submission)
    go_to(submission, cloud, month)
    lab.durations(cloud, snapshot=60 * submission.random.randrange(3, 20))
    takes(submission, cloud, month, lab.monthly(month))
    cloud.clock.advance(minutes=submission.random.randrange(1, 40))
    finds(submission, cloud, month, lab.monthly(month))


@exam.check(points=1)
def exam_other_errors(submission, cloud):
    """Every other error comes out at once."""
    lab.prepare(cloud)
    comes_out(submission, cloud, "savings", "DBInstanceNotFound")
    refused(submission, cloud, "SnapshotQuotaExceeded", "Cannot create more than 100 manual snapshots")
    refused(submission, cloud, "AccessDenied", "User is not authorized to perform: rds:CreateDBSnapshot")


@exam.check(points=2)
def exam_race(submission, cloud):
    """Two deliveries at the same moment take one snapshot."""
    two_at_once(submission, cloud, "2026-03")
    lab.prepare(cloud)
    held_up(submission, cloud, "2026-03")


@exam.check(points=2)
def exam_crash(submission, cloud):
    """Whatever happens to a request: after the next delivery there is one snapshot that has not failed."""
    survives(submission, cloud, "2026-03", failed=1)


@exam.check(points=4)
def exam_three_years(submission, cloud):
    """Over 38 months with deliveries of every kind, each month that a delivery came in has its snapshot."""
    lab.prepare(cloud)
    lives_through(submission, cloud, submission.random)
