"""The exam of protect."""

from datetime import timedelta

from course_lib.aws.layers.backups_come_later import BackupsComeLater
from course_lib.checks import Exam, expect, require
from course_lib.checks.kit import error_means, sent
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.practice.protect import (
    has_one,
    is_not_alike,
    keeps_window,
    lets_errors_out,
    makes_a_new_one,
    promises_only_what_is,
    protect,
    protects,
    refuses,
    refuses_days,
    runs_twice,
    survives,
    waits_for_backup,
    waits_for_either,
)

exam = Exam()
A_MINUTE = timedelta(seconds=59.5)  # whoever sends the request again for a minute is still at it then


def backup_name(submission):
    """A name nobody has seen."""
    return f"release-{submission.random.randrange(100, 1000)}"


@exam.check(points=1)
def exam_protected(submission, cloud):
    """Recovery is on with the wanted window, there is a backup of the wanted name, and its ARN is returned."""
    lab.prepare(cloud)
    lab.make_table(cloud, "patients", "patient", "visit")
    protects(submission, cloud, "patients", submission.random.randrange(1, 35), backup_name(submission))


@exam.check(points=1)
def exam_waits(submission, cloud):
    """It comes back when the backup is available, without asking all the time."""
    lab.prepare(cloud)
    waits_for_backup(submission, cloud, backup_name(submission), submission.random.randrange(8, 14))


@exam.check(points=2)
def exam_window_stays(submission, cloud):
    """A window that is open already gets its new length and stays open."""
    lab.prepare(cloud)
    keeps_window(submission, cloud, submission.random.randrange(10, 30), hours=submission.random.randrange(50, 90))


@exam.check(points=1)
def exam_twice(submission, cloud):
    """A second run, however much later, makes no second backup, and returns the first one's ARN."""
    lab.prepare(cloud)
    days, pause = submission.random.randrange(1, 35), submission.random.randrange(400, 1300)  # and no item expires
    runs_twice(submission, cloud, backup_name(submission), days, pause)


@exam.check(points=1)
def exam_other_backups(submission, cloud):
    """Other tables' backups, and this table's backups of other names, do not count."""
    lab.prepare(cloud)
    name = backup_name(submission)
    foreign = []
    for table in (f"{lab.TABLE}-old", f"old.{lab.TABLE}", lab.TABLE.upper(), lab.TABLE[:-1]):
        lab.make_table(cloud, table)
        foreign.append(lab.back_up(cloud, table, name))
    for other in (name + "-old", "old-" + name, name.upper(), name[:-1]):
        lab.back_up(cloud, lab.TABLE, other)
    cloud.clock.advance(minutes=10)
    answer = protect(submission, cloud, lab.TABLE, 35, name)
    problem = "It returned the backup of another table."
    require(answer not in foreign, problem, "its name is the same", advice="own_backup")
    is_not_alike(cloud, answer, name)
    has_one(cloud, name)
    expect(answer, lab.backups(cloud, name=name)[0]["BackupArn"], "the caller may want to restore from it", "backup")


@exam.check(points=1)
def exam_many_backups(submission, cloud):
    """It finds the backup of this name however many others there are."""
    lab.prepare(cloud)
    name = backup_name(submission)
    for number in range(210):
        lab.back_up(cloud, lab.TABLE, f"hourly-{number}")
    arn = lab.back_up(cloud, lab.TABLE, name)
    cloud.clock.advance(minutes=10)
    answer = protect(submission, cloud, lab.TABLE, 35, name)
    looked = bool(sent(cloud, "ListBackups"))
    has_one(cloud, name, advice="every_page" if looked else "second_backup")
    expect(answer, arn, "it is the backup of this name", advice="backup")


@exam.check(points=2)
def exam_dies_anywhere(submission, cloud):
    """When the program dies at any of its requests and runs again, all is as it should be."""
    survives(submission, cloud, backup_name(submission))


@exam.check(points=1)
def exam_new_table(submission, cloud):
    """A table that AWS is still getting ready is protected a little later."""
    lab.prepare(cloud)
    lab.make_table(cloud, "patients")
    with cloud.use(BackupsComeLater(cloud.clock, A_MINUTE)):
        with error_means("new_table", "ContinuousBackupsUnavailableException", because="it is temporary"):
            protects(submission, cloud, "patients", 35, backup_name(submission))


@exam.check(points=1)
def exam_second_request(submission, cloud):
    """Whichever of the requests AWS is not ready for is sent again, for a minute at least."""
    lab.prepare(cloud)
    waits_for_either(submission, cloud, "CreateBackup", A_MINUTE.total_seconds())


@exam.check(points=1)
def exam_never_ready(submission, cloud):
    """A table that does not get ready is not said to be protected."""
    lab.prepare(cloud)
    promises_only_what_is(submission, cloud)


@exam.check(points=1)
def exam_deleted(submission, cloud):
    """A backup that was deleted since the last run is made anew."""
    lab.prepare(cloud)
    makes_a_new_one(submission, cloud, backup_name(submission))


@exam.check(points=1)
def exam_refused(submission, cloud):
    """What AWS refuses comes out as it is: a table that is not there, a window or a name it rejects, any request."""
    lab.prepare(cloud)
    refuses(submission, cloud, "no-such-table", 35, ("TableNotFoundException", "ResourceNotFoundException"))
    refuses(submission, cloud, lab.TABLE, submission.random.randrange(36, 400), ("ValidationException",))
    refuses(submission, cloud, lab.TABLE, 35, ("ValidationException",), backup_name(submission) + " (new)")
    refuses_days(submission, cloud, -submission.random.randrange(3))
    refuses_days(submission, cloud, 0)
    lets_errors_out(submission, cloud, backup_name(submission))
