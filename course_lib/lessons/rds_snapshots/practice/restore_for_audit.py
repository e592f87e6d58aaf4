"""restore_for_audit: a month's books, as a database that an auditor can read."""

from contextlib import nullcontext
from datetime import timedelta

from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.aws.layers.hurry import Hurry
from course_lib.checks import (
    Exercise,
    Fault,
    crash_points,
    expect,
    expect_client_error,
    expect_raises,
    require,
    value_of,
)
from course_lib.checks.kit import (
    UNREACHED,
    call_in,
    error_means,
    errors_come_out,
    expect_unchanged,
    may_change,
    others_act,
    sent,
)
from course_lib.checks.submission import LearnerError
from course_lib.lessons.rds_snapshots import data as lab

MOST = 1000  # questions of a call; in four hours one in 15 seconds

exercise = Exercise(
    call="restore_for_audit(rds, database, month, target)",
    section='Part 5, "When the auditor comes"',
    hints=(
        "Three parts: which snapshot shows the month, what has to be over before anybody can read, and what if this "
        "function died half-way yesterday?",
        "Choose among the available manual ones by OriginalSnapshotCreateTime in UTC. restore_db_instance_from_"
        "db_snapshot takes Tags. The waiter db_instance_available gives up after half an hour, unless you give it a "
        "WaiterConfig. On DBInstanceAlreadyExists look at the TagList of what is there.",
        'newest = max(fitting, key=lambda s: s["OriginalSnapshotCreateTime"]); restore with Tags=[{"Key": "audit-of", '
        '"Value": month}]; get_waiter("db_instance_available").wait(DBInstanceIdentifier=target, WaiterConfig='
        '{"Delay": 30, "MaxAttempts": 600}); endpoint = describe_db_instances(…)["DBInstances"][0]["Endpoint"].',
    ),
    advice={
        "status": "A snapshot that is not available cannot be restored: it has failed, or is still being made. Look at "
        "Status.",
        "ends": "A month goes on to midnight in UTC: what was taken in its last day's last second is of this month.",
        "last": "The month has several good snapshots. Take the one that was taken last.",
        "database": "The books of another database were restored, or of another account's of the same name. Ask for "
        'snapshots of this one, DBInstanceIdentifier, that are yours, SnapshotType="manual".',
        "pages": "An answer of describe_db_snapshots has 100 snapshots at most. Read on with its Marker, or take a "
        "paginator.",
        "overlooked": "There is a good snapshot of this month. Go by the time at which a snapshot was taken, "
        "OriginalSnapshotCreateTime, in UTC: it stays the same when a snapshot is copied. Its name says nothing.",
        "none": "There is no good snapshot of this month: raise NoSnapshot, with the month in its message, and restore "
        "nothing.",
        "not_ready": "Nobody can read from an instance that is still being created or modified. Wait until it is "
        "available, whatever other states come before that.",
        "longer": "The waiter db_instance_available gives up after 60 questions, half an hour. A large restore takes "
        "hours: give it a WaiterConfig whose Delay times MaxAttempts is more than four hours.",
        "poll": "Let time pass between two questions, as the waiter does: 15 seconds or more.",
        "tag": "Tag the new instance with audit-of and the month. Otherwise nobody knows what it is, and when it may "
        "go.",
        "half_way": "An earlier call has begun this restore and did not come to its end. If the instance has the tag "
        "audit-of with this month, wait for it; do not begin anew, and do not fail, also if the snapshot is gone.",
        "gone": "The instance is gone or has failed, and no waiting brings it back: let out what the waiter or boto3 "
        "raises.",
        "taken": "An instance of this name is there that is not this restore. Let DBInstanceAlreadyExists out, and do "
        "not touch it.",
        "endpoint": "Return the endpoint's Address, a colon and its Port, as describe_db_instances tells both of the "
        "new instance. Not every instance listens at 3306.",
        "catches_all": "AWS did not let your function look. Nobody knows then whether there is a snapshot: let the "
        "error out.",
    },
)


@exercise.check()
def month_before(submission, cloud):
    """The auditor reads the books of the month."""
    bank(cloud, "2026-07", "2026-04", "2026-05", "2026-06")
    restores(submission, cloud, "2026-05")


@exercise.check()
def no_snapshot(submission, cloud):
    """For a month without a good snapshot NoSnapshot names it, and nothing is restored."""
    bank(cloud, "2026-07", "2026-04", "2026-06")
    lab.put_monthly(cloud, "2026-05", failed=True)
    raises(submission, cloud, "2026-05")


@exercise.check()
def which_snapshot(submission, cloud):
    """Of several in a month the last good one is taken, whatever the names say."""
    bank(cloud, "2026-07", "2026-04")
    several(cloud, "2026-05")
    restores(submission, cloud, "2026-05", lab.books("2026-05"), about="last")


@exercise.check()
def a_copy(submission, cloud):
    """A copy shows the month in which its original was taken."""
    bank(cloud, "2026-07", "2026-04", "2026-06")
    lab.put(cloud, "copy", lab.begin_of("2026-06") + timedelta(days=2), original=lab.begin_of("2026-05"))
    restores(submission, cloud, "2026-05")


@exercise.check()
def many(submission, cloud):
    """All pages are read."""
    bank(cloud, "2026-07", "2026-05", "2026-06")
    crowd(submission, cloud, "2026-05", 110)


@exercise.check()
def slow_restore(submission, cloud):
    """A restore that takes two hours is waited for."""
    bank(cloud, "2026-07", "2026-05")
    takes_long(submission, cloud, "2026-05", 120)


@exercise.check()
def tagged(submission, cloud):
    """The new instance says which month it shows."""
    bank(cloud, "2026-07", "2026-05")
    restores(submission, cloud, "2026-05")
    has_tag(cloud, "2026-05")


@exercise.check()
def begun_before(submission, cloud):
    """A restore that an earlier call has begun is waited for."""
    bank(cloud, "2026-07", "2026-05")
    goes_on(submission, cloud, "2026-05")


@exercise.check()
def snapshot_gone(submission, cloud):
    """What an earlier call has begun is handed over, also if the snapshot has been deleted since."""
    bank(cloud, "2026-07", "2026-05")
    begun_and_pruned(submission, cloud, "2026-05")


@exercise.check()
def other_states(submission, cloud):
    """An instance that is created and then modified is not available before that is over."""
    bank(cloud, "2026-07", "2026-05")
    modified_first(submission, cloud, "2026-05")


@exercise.check()
def deleted(submission, cloud):
    """If the new instance is deleted while it is waited for, boto3's error comes out."""
    bank(cloud, "2026-07", "2026-05")
    deleted_meanwhile(submission, cloud, "2026-05")


@exercise.check()
def name_taken(submission, cloud):
    """An instance of that name that is something else stays as it is, and the error comes out."""
    bank(cloud, "2026-07", "2026-05", "2026-06")
    is_taken(submission, cloud, "2026-05", "loans")
    begin(cloud, "2026-06", "audit")
    is_taken(submission, cloud, "2026-05", "audit")


@exercise.check()
def errors(submission, cloud):
    """When AWS does not let it look or restore, that error comes out."""
    lets_out(submission, cloud, "2026-05")
    lets_out(submission, cloud, "2026-05", begin_and_prune)


@exercise.check()
def crash(submission, cloud):
    """Whatever happens to a request: the next call hands over the same database."""
    survives(submission, cloud, "2026-05")


def bank(cloud, month, *months, port=3306):
    """It is some day of a month; these months have their snapshots, and so they have of another database."""
    lab.prepare(cloud)
    lab.rules(cloud).store().instances[lab.DATABASE].settings["DbInstancePort"] = port
    lab.make(cloud, "loans")
    lab.wait_until(cloud, lab.begin_of(month) + timedelta(days=11, hours=10))
    lab.durations(cloud, restore=3)
    lab.put_monthly(cloud, *months)
    for each in months:  # listed first, and of later in the month
        taken = lab.begin_of(each) + timedelta(days=20)
        lab.put(cloud, f"a-{each}", taken, "loans")


def several(cloud, month):
    """Three good snapshots of a month, a late copy, one that has failed, one whose name claims it, a shared one."""
    early, late = lab.begin_of(month) + timedelta(hours=4), lab.begin_of(lab.after(month, 1))
    lab.put(cloud, "b-first", early, rows={"month": "first"})
    lab.put(cloud, "n-last", late - timedelta(seconds=2))
    lab.put(cloud, "m-between", early + timedelta(days=9), rows={"month": "between"})
    lab.put(cloud, "y-copy", late + timedelta(days=3), original=early, rows={"month": "first"})
    lab.put(cloud, "n-failed", late - timedelta(seconds=1), failed=True)
    lab.put(cloud, lab.monthly(month), late, rows={"month": "another"})
    lab.share(cloud, month)


def call(submission, cloud, month, about="", target="audit"):
    """Make the call; time flies for who asks too often."""
    longer, gone = error_means("longer", "WaiterError"), error_means("half_way", "DBInstanceAlreadyExists")
    missed = about if about in ("pages", "half_way") else "overlooked"
    no_endpoint = error_means("not_ready", "KeyError", words="Endpoint")
    with cloud.use(Hurry(cloud.clock, ("DescribeDBInstances",), MOST)), longer, gone, no_endpoint:
        with error_means("status", "InvalidDBSnapshotState"), error_means(missed, "NoSnapshot"):
            return submission.restore_for_audit(cloud.client("rds"), lab.DATABASE, month, target)


def restores(submission, cloud, month, rows=None, about="", target="audit"):
    """A call after which the auditor reads these rows."""
    may_change(cloud, f"database {target}")
    answer = call(submission, cloud, month, about, target)
    reads(cloud, answer, rows or lab.books(month), about, target)


def reads(cloud, answer, rows, about="", target="audit"):
    """What is behind the endpoint that was handed over."""
    there = cloud.client("rds", who="course").describe_db_instances()["DBInstances"]
    found = {each["DBInstanceIdentifier"]: each for each in there}
    state = found[target]["DBInstanceStatus"] if target in found else "not there"
    ready = state in ("available", "backing-up")
    require(ready, f"The instance {target} is {state}.", "the auditor reads from it now", advice="not_ready")
    endpoint = found[target]["Endpoint"]
    wanted = f"{endpoint['Address']}:{endpoint['Port']}"
    expect(answer, wanted, "that is where the auditor connects", advice="endpoint")
    read = lab.rules(cloud).read(wanted)
    theirs = read.get("of") not in (lab.DATABASE, None)
    wrong = "ends" if read.get("month") == "between" else about
    advice = "database" if theirs else (wrong or "overlooked")
    problem = f"The auditor finds the books of {read.get('month')}, of the database {read.get('of', lab.DATABASE)}."
    require(dict(read) == rows, problem, "another month was asked for", advice=advice)


def raises(submission, cloud, month):
    """There is no good snapshot of this month."""
    status = error_means("status", "InvalidDBSnapshotState")
    with status, expect_raises("NoSnapshot", "there is no good snapshot of this month", advice="none") as caught:
        submission.restore_for_audit(cloud.client("rds"), lab.DATABASE, month, "audit")
    expect_unchanged(cloud, "there was nothing to restore", advice="none")
    told = month in str(caught.raised.message)
    require(told, f"The message is {caught.raised.message!r}.", "who reads it asks: of which month?", advice="none")


def takes_long(submission, cloud, month, minutes):
    """A restore that takes so long."""
    lab.durations(cloud, restore=minutes)
    restores(submission, cloud, month)
    questions = len(sent(cloud, "DescribeDBInstances"))
    most = minutes * 4 + 40
    require(questions <= most, f"Your function asked {questions} times.", "there are others too", advice="poll")
    politely(cloud)


def politely(cloud, target="audit"):
    """While the instance is not available, questions are 15 seconds apart, or more.

    A look before the waiting, or one waiter after another, may come right behind a question, but no two pauses in a
    row are short.
    """
    told, short = None, False
    for entry in sent(cloud, "DescribeDBInstances"):
        if told is not None:
            pause = (entry.when - told).total_seconds()
            problem = f"The instance was not available, and {pause:.0f} seconds later your function asked again."
            because = "15 seconds at least were agreed on"
            require(pause >= 14 or not short, problem, because, advice="poll")
            short = pause < 14
        found = (entry.result or {}).get("DBInstances", ())
        busy = [each["DBInstanceStatus"] != "available" for each in found if each["DBInstanceIdentifier"] == target]
        told = entry.when if any(busy) else None


def has_tag(cloud, month, target="audit"):
    """It is tagged."""
    [found] = cloud.client("rds", who="course").describe_db_instances(DBInstanceIdentifier=target)["DBInstances"]
    tags = {each["Key"]: each["Value"] for each in found["TagList"]}
    got, because = tags.get("audit-of"), "so that everybody knows what it is"
    require(got == month, f"Its tag audit-of is {got!r}.", because, advice="tag")


def begin(cloud, month, target, value="", **tags):
    """Somebody has begun to restore a month, and has given the instance other tags as well.

    Args:
        value: of audit-of; the month unless told.
    """
    tags = {"team": "audit", **tags, "audit-of": value or month}
    cloud.client("rds", who="course").restore_db_instance_from_db_snapshot(
        DBInstanceIdentifier=target,
        DBSnapshotIdentifier=lab.monthly(month),
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )


def goes_on(submission, cloud, month, minutes=3):
    """An earlier call has begun the restore."""
    lab.durations(cloud, restore=20)
    begin(cloud, month, "audit")
    begun = lab.rules(cloud).store().instances["audit"]
    cloud.clock.advance(minutes=minutes)
    restores(submission, cloud, month)
    same = lab.rules(cloud).store().instances.get("audit") is begun
    require(same, "The restore was begun anew.", "an earlier call had begun it", advice="half_way")


def begun_and_pruned(submission, cloud, month):
    """An earlier call has begun the restore, which is over by now, and so is the snapshot's life."""
    begin_and_prune(cloud, month)
    restores(submission, cloud, month, about="half_way")


def begin_and_prune(cloud, month):
    """An earlier call has restored a month, and the snapshot is gone."""
    lab.durations(cloud, restore=20)
    begin(cloud, month, "audit")
    cloud.clock.advance(hours=2)
    lab.rules(cloud).store().snapshots.clear()


def modified_first(submission, cloud, month):
    """Once the new instance is created, AWS modifies it for some minutes."""
    lab.durations(cloud, restore=20)
    modified = []

    def act(_):
        rules = lab.rules(cloud)
        made = rules.store().instances.get("audit")
        if made and made.made <= cloud.clock.now() and not modified:
            modified.append(made)
            rules.busy("audit", "modifying", timedelta(minutes=5))

    with cloud.use(BeforeCalls(["DescribeDBInstances"], act)):
        restores(submission, cloud, month)


def begun_meanwhile(submission, cloud, month):
    """Another call begins the restore after this one has looked, and before it restores."""
    lab.durations(cloud, restore=20)

    def act(_):
        with others_act(cloud):
            begin(cloud, month, "audit")

    with cloud.use(BeforeCalls(["RestoreDBInstanceFromDBSnapshot"], act, times=1)):
        restores(submission, cloud, month)


def is_taken(submission, cloud, month, target):
    """The target is there, and is something else."""
    with expect_client_error("DBInstanceAlreadyExists", "that is no restore of this month", advice="taken"):
        submission.restore_for_audit(cloud.client("rds"), lab.DATABASE, month, target)
    expect_unchanged(cloud, "it is somebody else's", advice="taken")


def lets_out(submission, cloud, month, before=None, most=2):
    """What a call sends before it waits meets an error that stays. The waiter has errors of its own.

    Args:
        before: what an earlier call has done.
        most: how many requests are looked at.
    """

    def prepare(fresh):
        bank(fresh, lab.after(month, 1), month)
        lab.put(fresh, "a-second-one", lab.begin_of(month) + timedelta(days=2))
        if before:
            before(fresh, month)

    def call(fresh):
        later = submission.later.restore_for_audit(fresh.client("rds"), lab.DATABASE, month, "audit")
        return call_in(submission, fresh, later)

    denied = AwsError("AccessDenied", "User is not authorized to perform this action", 403)
    broken = AwsError("InternalFailure", "The request processing has failed because of an unknown error.", 500)
    allow = ("database audit",)  # where the third request is one of those that wait
    with error_means("half_way", "NoSnapshot") if before else nullcontext():
        errors_come_out(submission, cloud, prepare, call, "catches_all", (denied,), allow, most=3, passes=True)
        errors_come_out(submission, cloud, prepare, call, "catches_all", (denied, broken, UNREACHED), most=most)


def deleted_meanwhile(submission, cloud, month):
    """Somebody deletes the new instance while it is waited for."""
    lab.durations(cloud, restore=20)
    may_change(cloud, "database audit")

    def act(_):
        made = lab.rules(cloud).store().instances.get("audit")
        if made and made.made <= cloud.clock.now():
            with others_act(cloud):
                lab.rules(cloud).store().instances.pop("audit")

    because = "it was deleted, and nobody can wait for it"
    hurry = Hurry(cloud.clock, ("DescribeDBInstances",), MOST)
    with cloud.use(BeforeCalls(["DescribeDBInstances"], act)), cloud.use(hurry):
        try:
            answer = submission.restore_for_audit(cloud.client("rds"), lab.DATABASE, month, "audit")
        except LearnerError as caught:
            if not sent(cloud, "RestoreDBInstanceFromDBSnapshot"):
                raise
            known = caught.raised.is_a("WaiterError") or caught.raised.code == "DBInstanceNotFound"
            require(known, f"Your function raised {caught.raised}.", because, advice="gone")
        else:
            require(False, f"Your function returned {answer!r:.100}.", because, advice="gone")


def survives(submission, cloud, month):
    """One call, made again if it came to nothing."""

    def prepare(cloud):
        bank(cloud, lab.after(month, 1), lab.after(month, -1), month)
        lab.durations(cloud, restore=0.4, automated=1)

    def calls(cloud):
        return [submission.later.restore_for_audit(cloud.client("rds"), lab.DATABASE, month, "audit")]

    def the_same(cloud, outcomes):
        may_change(cloud, "database audit")
        came = outcomes[0].raised.code if outcomes[0].raised else None
        problem = "DBInstanceAlreadyExists came out."
        require(came != "DBInstanceAlreadyExists", problem, "it is the same restore", advice="half_way")
        reads(cloud, value_of(outcomes[0]), lab.books(month))
        has_tag(cloud, month)

    faults = (Fault.THROTTLED, Fault.ANSWER_LOST, Fault.CUT_OFF, Fault.DIED_BEFORE, Fault.DIED_AFTER)
    crash_points(submission, cloud, prepare, calls, the_same, faults=faults, limit=60)


def crowd(submission, cloud, month, count):
    """So many snapshots by hand, whose names come first in the alphabet."""
    lab.crowd(cloud, count)
    with cloud.use(lab.EARLY_PAGES):
        restores(submission, cloud, month, about="pages")
