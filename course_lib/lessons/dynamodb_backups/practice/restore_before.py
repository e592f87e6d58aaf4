"""restore_before: a table as it was just before a moment, with what a restore leaves behind."""

import re
from datetime import timedelta

from course_lib.checks import Exercise, Failure, expect_client_error, expect_found, expect_raises, require
from course_lib.checks.kit import LASTING, UNREACHED, call_in, error_means, errors_come_out, may_change, sent
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.patience import asked_apart, asked_politely, impatient

exercise = Exercise(
    call="restore_before(dynamodb, table_name, moment, target)",
    section='Part 2, "Back to 14:31:59"',
    hints=(
        "There are three parts: choose the second, wait until the new table can be used, and set again what a restore "
        "does not bring along. For each setting: how do you ask the old table for it?",
        "restore_table_to_point_in_time takes RestoreDateTime, in whole seconds. AWS answers "
        "InvalidRestoreTimeException to what is outside the window, and describe_continuous_backups tells the window. "
        "The waiter table_exists waits about eight minutes unless you give it a WaiterConfig.",
        "RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1); then "
        'get_waiter("table_exists").wait(TableName=target, WaiterConfig={"Delay": 20, "MaxAttempts": 360}); then '
        "describe_time_to_live, list_tags_of_resource (with a paginator) and describe_continuous_backups of the old "
        "table, and update_time_to_live, tag_resource and update_continuous_backups of the new one.",
    ),
    advice={
        "second": "The new table has writes of that moment or later, or lacks some from before. Restore to the last "
        "whole second before it: moment.astimezone(UTC) - timedelta(seconds=1). A datetime without a time zone is "
        "taken for UTC.",
        "not_ready": "A restore takes minutes, and until the new table is ACTIVE it cannot be used or changed. Wait "
        "for it before you set anything, and before you return.",
        "longer": "The waiter table_exists gives up after 25 questions, 20 seconds apart. A restore can take an hour: "
        "give it a WaiterConfig with more MaxAttempts.",
        "poll": "Let time pass between two questions, as the waiter does.",
        "ttl": "Turn Time to Live on for the new table, with the old table's attribute, if the old table has it on: "
        "describe_time_to_live and update_time_to_live. For a while it is ENABLING, and then ENABLED.",
        "tags": "Give the new table all of the old table's tags: list_tags_of_resource has pages of 10.",
        "recovery": "The new table is not protected as the old one is: update_continuous_backups, with the old table's "
        "RecoveryPeriodInDays.",
        "outside": "Raise OutsideWindow when AWS says InvalidRestoreTimeException, or when the second lies outside of "
        "what describe_continuous_backups tells, and make no table.",
        "edges": "The window reaches from EarliestRestorableDateTime to LatestRestorableDateTime, both included. And "
        "it is the second before `moment` that has to be inside, not `moment`.",
        "now": "The window moves on with the time. Ask for it in every call, and remember nothing of it.",
        "names_window": "Whoever reads your error wants to know what can be had: put both ends of the window in it.",
        "catches_all": "Only a moment outside the window is OutsideWindow. What else AWS refuses has to come out: send "
        "the request, and let the error pass. Without recovery describe_continuous_backups tells no window to "
        "compare with.",
        "left_alone": "Only the new table is yours to change.",
    },
)


@exercise.check()
def just_before(submission, cloud):
    """The new table has exactly the items of the second before the moment."""
    lab.prepare(cloud)
    moment, wanted = bad_deploy(cloud, lab.today(14, 32))
    restores(submission, cloud, moment, "results-before", wanted)


@exercise.check()
def set_again(submission, cloud):
    """Time to Live, tags and point-in-time recovery are as they are for the old table."""
    lab.prepare(cloud)
    moment, _ = bad_deploy(cloud, lab.today(14, 32))
    lab.turn_on_recovery(cloud, lab.TABLE, days=14)
    sets_again(submission, cloud, moment, "results-before")


@exercise.check()
def slow_restore(submission, cloud):
    """It waits for a restore that takes 40 minutes."""
    lab.prepare(cloud)
    moment, _ = bad_deploy(cloud, lab.today(14, 32))
    waits_for_restore(submission, cloud, moment, 40)


@exercise.check()
def too_late(submission, cloud):
    """A moment too close to the present is refused with both ends of the window, and no table is made."""
    lab.prepare(cloud)
    lab.wait_until(cloud, lab.today(14, 40))
    is_outside(submission, cloud, lab.today(14, 38))


@exercise.check()
def too_early(submission, cloud):
    """A moment before the window is refused in the same way."""
    lab.prepare(cloud)
    lab.wait_until(cloud, lab.today(14, 40))
    is_outside(submission, cloud, lab.today(8, 59))


@exercise.check()
def target_exists(submission, cloud):
    """A target that exists already stays as it is, and AWS's refusal comes out."""
    lab.prepare(cloud)
    moment, _ = bad_deploy(cloud, lab.today(14, 32))
    leaves_target(submission, cloud, moment, "archive")


@exercise.check()
def plain_table(submission, cloud):
    """A table without tags and Time to Live gets none."""
    lab.prepare(cloud)
    lab.make_table(cloud, "plain")
    lab.turn_on_recovery(cloud, "plain", 35)
    moment, _ = bad_deploy(cloud, lab.today(14, 32), "plain")
    sets_again(submission, cloud, moment, "plain-before", "plain")


@exercise.check()
def not_protected(submission, cloud):
    """A table without point-in-time recovery cannot be restored, and AWS's refusal comes out."""
    lab.prepare(cloud)
    without_recovery(submission, cloud, "unprotected")


MOST_QUESTIONS = 800  # in an hour: one in five seconds


def bad_deploy(cloud, moment, table=lab.TABLE):
    """Good writes before a moment, bad ones from that moment on. Returns the moment, and the items just before."""
    lab.put(cloud, *lab.RESULTS[:20], table=table)
    lab.wait_until(cloud, moment - timedelta(minutes=50))
    lab.put(cloud, {"sample_id": "S-2001", "test": "covid", "result": "positive"}, table=table)
    lab.wait_until(cloud, moment - timedelta(seconds=1))
    lab.put(cloud, {"sample_id": "S-2002", "test": "measles", "result": "positive"}, table=table)
    before = lab.items(cloud, table)
    lab.wait_until(cloud, moment)
    lab.put(cloud, *({**lab.exact(item), "result": "unknown"} for item in before[3:9]), table=table)
    lab.delete(cloud, {"sample_id": before[1]["sample_id"]}, table=table)
    cloud.clock.advance(minutes=9)
    lab.put(cloud, {"sample_id": "S-2003", "test": "covid", "result": "unknown"}, table=table)
    cloud.clock.advance(minutes=30)
    return moment, before


def restore(submission, cloud, moment, target, table=lab.TABLE, refused="second"):
    """Call the function; a refusal because the new table is not ready gets its advice."""
    may_change(cloud, f"table {target}", f"{target}/*", f"recovery of {target}")
    not_ready = error_means("not_ready", "ResourceNotFoundException", "TableNotFoundException")
    with impatient(cloud, ("DescribeTable",), MOST_QUESTIONS), not_ready:
        with error_means("longer", "WaiterError"), error_means(refused, "OutsideWindow", "InvalidRestoreTimeException"):
            submission.restore_before(cloud.client("dynamodb"), table, moment, target)


def restores(submission, cloud, moment, target, wanted, table=lab.TABLE):
    """A restore that must succeed."""
    now = lab.items(cloud, table)
    restore(submission, cloud, moment, target, table)
    is_there(cloud, target)
    found = lab.items(cloud, target)
    late = [item for item in found if item not in wanted]
    lost = [item for item in wanted if item not in found]
    problem = f"Of the {len(wanted)} items of that second, {len(lost)} are missing, and {len(late)} others are there."
    because = "each of them was like that in the second before the deploy"
    require(not late and not lost, problem, because, advice="second")
    same = lab.status(cloud, table) == "ACTIVE" and lab.items(cloud, table) == now
    require(same, "The old table has changed.", "it is evidence", advice="left_alone")


def is_there(cloud, target):
    """The new table can be used."""
    state = lab.status(cloud, target)
    because = "the caller is going to use it now"
    require(state == "ACTIVE", f"The new table is {state or 'not there'}.", because, advice="not_ready")


def sets_again(submission, cloud, moment, target, table=lab.TABLE):
    """What a restore leaves behind is as it is for the old table."""
    before = {name: read(cloud, table) for name, read in SETTINGS.items()}
    restore(submission, cloud, moment, target, table)
    is_there(cloud, target)
    require(lab.status(cloud, table) == "ACTIVE", "The old table is gone.", "it is evidence", advice="left_alone")
    for name, read in SETTINGS.items():
        because = "that is how the old table is set"
        expect_found(f"{SPOKEN[name]} of the new table", read(cloud, target), before[name], because, advice=name)


def days_of_recovery(cloud, table):
    """The length of the window; None where recovery is off."""
    return lab.recovery(cloud, table).get("RecoveryPeriodInDays")


SETTINGS = {"ttl": lab.expiry, "tags": lab.tags, "recovery": days_of_recovery}
SPOKEN = {"ttl": "The Time to Live attribute", "tags": "The tags", "recovery": "The days of recovery"}


def waits_for_restore(submission, cloud, moment, minutes):
    """A restore that takes long, as that of a large table does."""
    lab.durations(cloud, restore=minutes)
    restore(submission, cloud, moment, "results-before")
    is_there(cloud, "results-before")
    asked_politely(cloud, ("DescribeTable",), MOST_QUESTIONS, advice="poll")
    asked_apart(cloud, ("DescribeTable", "ListTables"), 5, advice="poll")


def is_outside(submission, cloud, moment):
    """A moment that cannot be restored."""
    tables = lab.tables(cloud)
    with expect_raises("OutsideWindow", "the second before it cannot be restored", advice="outside") as caught:
        submission.restore_before(cloud.client("dynamodb"), lab.TABLE, moment, "results-before")
    require(lab.tables(cloud) == tables, "A table was made.", "it is not the one that was asked for", "outside")
    told = str(caught.raised.message) + str(dict(caught.raised.attributes))
    ends = lab.recovery(cloud)
    for name in ("EarliestRestorableDateTime", "LatestRestorableDateTime"):
        require(tells(told, ends[name]), f"The error does not tell {name}.", advice="names_window")


def tells(text, moment):
    """Whether a text names a moment, in whatever form and zone: by its minute, or as seconds since 1970.

    boto3's moments are in the machine's own zone, whose offset from UTC is so many quarters of an hour.
    """
    minutes = "|".join(f"{(moment.minute + quarter) % 60:02}" for quarter in (0, 15, 30, 45))
    clock = rf"(?<![+\-\d])\d{{1,2}}:({minutes})\b"  # no zone's "+00:00"
    in_arguments = "|".join(f"{int(each)}" for each in minutes.split("|"))
    arguments = rf"\b\d+, \d+, ({in_arguments})\b"  # as repr has it
    return any(re.search(form, text) for form in (clock, arguments, str(int(moment.timestamp()))))


def comes_into_the_window(submission, cloud, moment):
    """A moment that could not be restored a while ago, and now can."""
    is_outside(submission, cloud, moment)
    cloud.clock.advance(minutes=20)
    restore(submission, cloud, moment, "results-before", refused="now")
    is_there(cloud, "results-before")


def reaches_the_edge(submission, cloud, moment):
    """A second at the very end, or the very beginning, of the window can be restored."""
    restore(submission, cloud, moment, "results-before", refused="edges")
    is_there(cloud, "results-before")


def leaves_target(submission, cloud, moment, target):
    """There is a table of the target's name."""
    lab.make_table(cloud, target)
    lab.put(cloud, {"sample_id": "S-0001", "result": "negative"}, table=target)
    with expect_client_error("TableAlreadyExistsException", "nothing was restored", advice="catches_all"):
        submission.restore_before(cloud.client("dynamodb"), lab.TABLE, moment, target)
    there = lab.status(cloud, target) == "ACTIVE" and len(lab.items(cloud, target)) == 1
    require(there, "The table that was there has changed.", advice="left_alone")
    settings = [read(cloud, target) for read in SETTINGS.values()]
    require(settings == [None, {}, None], "The table that was there is set otherwise now.", advice="left_alone")


def without_table(submission, cloud, moment, table):
    """There is no such table."""
    codes = ("TableNotFoundException", "ResourceNotFoundException")
    with expect_client_error(codes, "there is nothing to restore", advice="catches_all"):
        submission.restore_before(cloud.client("dynamodb"), table, moment, "other")


def without_recovery(submission, cloud, table):
    """A table that was never protected."""
    lab.make_table(cloud, table)
    cloud.clock.advance(hours=3)
    moment = cloud.clock.now().replace(microsecond=0) - timedelta(hours=1)
    code, because = "PointInTimeRecoveryUnavailableException", "nothing can be restored from this table"
    try:
        with expect_client_error(code, because, advice="catches_all"):
            submission.restore_before(cloud.client("dynamodb"), table, moment, "other")
    except Failure:
        off = days_of_recovery(cloud, table) is None
        require(off, "The recovery of the old table is on now.", "the table was to stay as it is", advice="left_alone")
        raise
    require(not sent(cloud, "RestoreTableFromBackup"), "It restored something else.", advice="catches_all")


def lets_errors_out(submission, cloud):
    """Each request of a call is refused, and so is every later one of its operation."""

    def prepare(fresh):
        lab.make_table(fresh, lab.TABLE)
        lab.turn_on_recovery(fresh, lab.TABLE, 20)
        lab.tag(fresh, lab.TABLE, lab.TAGS)
        lab.set_expiry(fresh, lab.TABLE, lab.TTL_ATTRIBUTE)
        lab.durations(fresh, restore=0.5)
        fresh.clock.advance(minutes=30)

    def call(fresh):
        moment = fresh.clock.now().replace(microsecond=0) - timedelta(minutes=10)
        later = submission.later.restore_before(fresh.client("dynamodb"), lab.TABLE, moment, "new")
        return call_in(submission, fresh, later)

    refused, changes = (LASTING[1], UNREACHED), ["table new", "new/*", "recovery of new"]
    errors_come_out(submission, cloud, prepare, call, "catches_all", refused, changes, most=25)
