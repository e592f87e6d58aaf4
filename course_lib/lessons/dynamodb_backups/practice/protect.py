"""protect: point-in-time recovery and a backup, safe to run twice."""

from datetime import timedelta

from course_lib.aws.layers.backups_come_later import BackupsComeLater
from course_lib.checks import (
    Exercise,
    Fault,
    LearnerError,
    crash_points,
    expect,
    expect_client_error,
    expect_found,
    expect_raises,
    require,
)
from course_lib.checks.kit import LASTING, UNREACHED, call_in, error_means, errors_come_out, may_change, others_act
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.patience import asked_apart, asked_politely, impatient

LEAST_PAUSE = 1  # second between two questions, as the contract says

exercise = Exercise(
    call="protect(dynamodb, table_name, days, backup_name)",
    section='Part 1, "Before anything happens"',
    hints=(
        "There are three steps: set the window, find or make the backup, wait for it. Ask of each: what if it was done "
        "already, by a run that died afterwards?",
        "Setting the window again changes nothing that is right already, so send it every time, and never turn "
        "recovery off. CreateBackup makes another backup each time: look through all pages of list_backups for this "
        "table's backup of this name first. Then describe_backup until it is AVAILABLE.",
        'for page in dynamodb.get_paginator("list_backups").paginate(TableName=table_name): look for backup_name among '
        'page["BackupSummaries"]. To wait: while the status is "CREATING": time.sleep(5), and describe_backup again. '
        "For a new table: catch ContinuousBackupsUnavailableException, sleep, and try again.",
    ),
    advice={
        "settings": "Turn recovery on with update_continuous_backups, and give RecoveryPeriodInDays with the number of "
        "days, also when recovery is on already with another number.",
        "window": "Recovery was on already, and its window now begins anew: everything before is lost. Turning it off, "
        "even for a moment, throws its history away. Only ever send PointInTimeRecoveryEnabled=True.",
        "backup": "Make an on-demand backup of this table with the given name, and return its ARN, "
        'the "BackupArn" in the answer of create_backup or list_backups.',
        "second_backup": "AWS allows any number of backups of one name, and each costs money. Look for this table's "
        "backup of this name before you make one, and use it if it is there.",
        "every_page": "A page of list_backups has 100 backups at most. Go through all pages, with a paginator.",
        "own_backup": "That is the backup of another table. Give list_backups the TableName.",
        "other_name": "A backup has this name letter by letter, or it is another one. Compare the whole BackupName.",
        "available": "A backup can be used once its status is AVAILABLE. Ask describe_backup until it is, also when "
        "the backup was begun by an earlier run.",
        "poll": "Let time pass between two questions: time.sleep(5).",
        "new_table": "AWS needs a while to get a new table's backups ready. When it answers "
        "ContinuousBackupsUnavailableException, sleep for some seconds and send the same request again, for a minute "
        "or more, and let all other errors out.",
        "unready": "AWS did not get the table ready in all that time. You may give up, but then the caller has to "
        "know: let the last ContinuousBackupsUnavailableException out.",
        "deleted": "That backup has been deleted since. Look at what there is now, with list_backups, in every run.",
        "catches_all": "The table is not protected, and nobody is told. Let errors out that you do not expect.",
    },
)


@exercise.check()
def protected(submission, cloud):
    """Recovery is on with the wanted window, there is a backup of the wanted name, and its ARN is returned."""
    lab.prepare(cloud)
    lab.make_table(cloud, "orders")
    protects(submission, cloud, "orders", 14, "before-migration")


@exercise.check()
def waits(submission, cloud):
    """It comes back when the backup is available, without asking all the time."""
    lab.prepare(cloud)
    waits_for_backup(submission, cloud, "first", 0.5)


@exercise.check()
def window_stays(submission, cloud):
    """A table whose recovery is on already gets the new length, and loses nothing of the window that it has."""
    lab.prepare(cloud)
    keeps_window(submission, cloud, 7, hours=30)


@exercise.check()
def twice(submission, cloud):
    """A second run makes no second backup, and returns the first one's ARN."""
    lab.prepare(cloud)
    runs_twice(submission, cloud, "monthly")


@exercise.check()
def dies_anywhere(submission, cloud):
    """When the program dies at any of its requests and runs again, all is as it should be."""
    survives(submission, cloud, "monthly")


@exercise.check()
def new_table(submission, cloud):
    """A table that AWS is still getting ready is protected a little later."""
    lab.prepare(cloud)
    lab.make_table(cloud, "orders")
    with cloud.use(BackupsComeLater(cloud.clock, timedelta(seconds=45))):
        with error_means("new_table", "ContinuousBackupsUnavailableException", because="it is temporary"):
            protects(submission, cloud, "orders", 35, "first")


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here there is no such table."""
    refuses(submission, cloud, "orders", 35, ("TableNotFoundException", "ResourceNotFoundException"))


def protect(submission, cloud, table, days, name):
    """Call the function, which is to change the table's recovery, and to make backups."""
    may_change(cloud, f"recovery of {table}", "backup *")
    return submission.protect(cloud.client("dynamodb"), table, days, name)


def protects(submission, cloud, table, days, name):
    """A call that must succeed; returns the ARN."""
    before = {each["BackupArn"] for each in lab.backups(cloud, table)}
    answer = protect(submission, cloud, table, days, name)
    shown = lab.recovery(cloud, table)
    because = "that is the window that the caller asked for"
    state = shown["PointInTimeRecoveryStatus"], shown.get("RecoveryPeriodInDays")
    require(state == ("ENABLED", days), f"Recovery is {state[0]}, with {state[1]} days.", because, advice="settings")
    made = [each for each in lab.backups(cloud, table, name) if each["BackupArn"] not in before]
    require(len(made) == 1, f"The table has {len(made)} new backups of this name.", "one was asked for", "backup")
    expect(answer, made[0]["BackupArn"], "the caller may want to restore from it", advice="backup")
    asked_apart(cloud, ("UpdateContinuousBackups", "CreateBackup"), LEAST_PAUSE, advice="poll")
    return answer


def waits_for_backup(submission, cloud, name, minutes):
    """A backup that takes its time."""
    lab.durations(cloud, backup=minutes)
    questions, most = ("DescribeBackup", "ListBackups"), minutes * 60 + 20
    with impatient(cloud, questions, most):
        answer = protect(submission, cloud, lab.TABLE, 35, name)
    is_available(cloud, answer)
    asked_politely(cloud, questions, most, advice="poll")
    asked_apart(cloud, questions, LEAST_PAUSE, advice="poll")


def is_available(cloud, arn):
    """The backup that was returned can be used already."""
    found = [each for each in lab.backups(cloud) if each["BackupArn"] == arn]
    require(bool(found), "What came back is not the ARN of a backup of this table.", advice="backup")
    because = "a backup that is still being made cannot be restored"
    state = found[0]["BackupStatus"]
    require(state == "AVAILABLE", f"It came back while the backup was {state}.", because, advice="available")


def keeps_window(submission, cloud, days, hours):
    """Recovery has been on for a while."""
    earliest = lab.recovery(cloud)["EarliestRestorableDateTime"]
    cloud.clock.advance(hours=hours)
    protect(submission, cloud, lab.TABLE, days, "nightly")
    shown = lab.recovery(cloud)
    require(shown["PointInTimeRecoveryStatus"] == "ENABLED", "Recovery is off.", "it was on before", advice="window")
    gone = shown["EarliestRestorableDateTime"] - earliest
    problem = f"{gone} at the beginning of the window cannot be restored any more."
    require(gone == timedelta(0), problem, "the new length covers them all", advice="window")
    because = "the caller asked for another length"
    require(shown["RecoveryPeriodInDays"] == days, "The window has its old length.", because, advice="settings")


def runs_twice(submission, cloud, name, days=35, pause=1):
    """The same call again, so many days later."""
    first = protect(submission, cloud, lab.TABLE, days, name)
    cloud.clock.advance(days=pause)
    second = protect(submission, cloud, lab.TABLE, days, name)
    has_one(cloud, name)
    expect(second, first, "it is the backup of this name", advice="backup")


def has_one(cloud, name, advice="second_backup"):
    """There is one backup of this name."""
    count = len(lab.backups(cloud, name=name))
    require(count > 0, "There is no backup of this name.", "one was asked for", advice="backup")
    require(count == 1, f"There are {count} backups of this name.", "one is enough", advice=advice)


def is_not_alike(cloud, answer, name):
    """What came back is not the backup of a name that is only like this one."""
    others = {each["BackupArn"]: each["BackupName"] for each in lab.backups(cloud) if each["BackupName"] != name}
    problem = f"It returned the backup {others.get(answer)!r}."
    require(answer not in others, problem, f"{name!r} was asked for", advice="other_name")


def survives(submission, cloud, name):
    """The program dies before or after each of its first requests, and is run again a minute later."""

    def prepare(cloud):
        lab.make_table(cloud, lab.TABLE)
        lab.put(cloud, *lab.RESULTS[:5])
        lab.durations(cloud, backup=1.5)

    def calls(cloud):
        return [submission.later.protect(cloud.client("dynamodb"), lab.TABLE, 20, name)]

    def holds(cloud, outcomes):
        may_change(cloud, f"recovery of {lab.TABLE}", "backup *")
        has_one(cloud, name)
        if outcomes[0].raised:
            require(False, f"It raised {outcomes[0].raised}", "the table can be protected", advice="backup")
        is_available(cloud, outcomes[0].value)
        days = lab.recovery(cloud).get("RecoveryPeriodInDays")
        expect_found("Days of recovery", days, 20, "that is the window that the caller asked for", advice="settings")

    crash_points(submission, cloud, prepare, calls, holds, faults=(Fault.DIED_BEFORE, Fault.DIED_AFTER), limit=12)


def waits_for_either(submission, cloud, operation, seconds):
    """AWS gets the table ready, and says so to one of the two requests only."""
    lab.make_table(cloud, "orders")
    with cloud.use(BackupsComeLater(cloud.clock, timedelta(seconds=seconds), (operation,))):
        with error_means("new_table", "ContinuousBackupsUnavailableException", because="it is temporary"):
            protects(submission, cloud, "orders", 35, "first")


def promises_only_what_is(submission, cloud):
    """A table that does not get ready for hours: whatever the function does, it does not say that all is well."""
    lab.make_table(cloud, "orders")
    with cloud.use(BackupsComeLater(cloud.clock, timedelta(hours=3))):
        try:
            protect(submission, cloud, "orders", 35, "first")
        except LearnerError as error:
            if error.raised.types[0] == "NotImplementedError":
                raise
            code = "ContinuousBackupsUnavailableException"
            require(error.raised.code == code, f"It raised {error.raised}.", f"AWS said {code}", advice="unready")
            return
    on = lab.recovery(cloud, "orders")["PointInTimeRecoveryStatus"] == "ENABLED"
    there = on and bool(lab.backups(cloud, "orders", "first"))
    require(there, "It came back, and the table is not protected.", "the caller relies on it", advice="unready")


def makes_a_new_one(submission, cloud, name):
    """The backup of this name was deleted since the last run."""
    first = protect(submission, cloud, lab.TABLE, 35, name)
    with others_act(cloud):
        lab.delete_backup(cloud, first)
    with error_means("deleted", "BackupNotFoundException"):
        second = protect(submission, cloud, lab.TABLE, 35, name)
    there = [each["BackupArn"] for each in lab.backups(cloud, name=name)]
    require(there == [second], "The backup that came back is not there.", "it has been deleted", advice="deleted")


def refuses(submission, cloud, table, days, codes, name="first"):
    """A call that AWS refuses."""
    with expect_client_error(codes, "the table is not protected", advice="catches_all"):
        protect(submission, cloud, table, days, name)


def refuses_days(submission, cloud, days):
    """A length that boto3 does not send."""
    with expect_raises("ParamValidationError", "the window is not as the caller asked", advice="catches_all"):
        protect(submission, cloud, lab.TABLE, days, "first")


def lets_errors_out(submission, cloud, name):
    """Each request of a call meets errors that stay."""

    def prepare(fresh):
        lab.make_table(fresh, lab.TABLE)

    def call(fresh):
        later = submission.later.protect(fresh.client("dynamodb"), lab.TABLE, 20, name)
        return call_in(submission, fresh, later)

    changes = [f"recovery of {lab.TABLE}", "backup *"]
    errors_come_out(submission, cloud, prepare, call, "catches_all", (*LASTING[1:4], UNREACHED), changes, most=8)
