"""snapshot_of_month: one snapshot a month, whatever is delivered."""

import re
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from random import Random

from course_lib.aws.http.messages import Answer, AwsError
from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.aws.layers.faults import Refuse
from course_lib.aws.layers.hurry import Hurry
from course_lib.aws.layers.journal import COURSE
from course_lib.checks import (
    Ending,
    Exercise,
    Fault,
    LearnerError,
    Reason,
    crash_points,
    expect,
    expect_client_error,
    interleavings,
    require,
    value_of,
)
from course_lib.checks.kit import error_means, may_change, others_act, sent, sent_any
from course_lib.lessons.rds_snapshots import data as lab
from course_lib.lessons.rds_snapshots.deliveries import deliver, drawn

LONGEST, SHORTEST = timedelta(minutes=15), timedelta(minutes=10)  # of a call
LEAST = 29.5  # seconds between two tries
POLITE = 200  # requests of a call: with 30 seconds between two tries there are 29 at most, of a few requests each
MOST = 700  # requests of a call; one in 30 seconds, with the SDK's own tries, are far less

NUMBERED = re.compile(r"-monthly-\d{4}-\d\d-\d+$")
TAKEN = ("DBSnapshotAlreadyExists", "InvalidDBSnapshotState")

exercise = Exercise(
    call="snapshot_of_month(rds, event)",
    section='Part 2, "One a month, whatever is delivered"',
    hints=(
        "Which two things can be known from a snapshot's name alone, so that a second delivery finds the first one's? "
        "And which moment does a snapshot show: the one it was planned for, or the one it is taken at?",
        "Make the name from the database and the present month in UTC, and try to take the snapshot. AWS says "
        "DBSnapshotAlreadyExists if it is there; then look at its Status. For InvalidDBInstanceState and Throttling "
        "pause 30 seconds and begin anew, the name too, until 12 minutes are over.",
        "In a loop: name = f\"{event['database']}-monthly-{datetime.now(UTC):%Y-%m}\"; create_db_snapshot; on "
        "DBSnapshotAlreadyExists describe_db_snapshots(DBSnapshotIdentifier=name), return the name unless its Status "
        'is "failed", else go on with f"{name}-2", and so on.',
    ),
    advice={
        "planned": Reason(
            "The name has the month of `scheduled`. A delivery can come in another month, and a snapshot shows the "
            "database as it is when it is taken: take the month from datetime.now(UTC).",
            when=lambda seen: seen.facts.get("planned") in seen.facts.get("names", ()),
        ),
        "again": Reason(
            "DBSnapshotAlreadyExists came out, and there is nothing wrong: a second delivery, or a first try whose "
            "answer was lost, finds what is there. Return its identifier.",
            when=lambda seen: any(each.code == "DBSnapshotAlreadyExists" for each in seen.raised),
        ),
        "failed": Reason(
            "A snapshot that has failed holds nothing. Look at the Status of the one that is there, and take another "
            "with -2 at the end of its name, or the next number that is free.",
            when=lambda seen: seen.facts.get("failed", False) or any(each.code in TAKEN for each in seen.raised),
        ),
        "automated": Reason(
            "What your function has found is an automated snapshot. It is gone after 35 days at the latest, and with "
            "the database. Only a manual one stays.",
            when=lambda seen: any(str(answer).startswith("rds:") for answer in seen.answers),
        ),
        "zone": Reason(
            "Months begin and end at midnight in UTC, and not where the computer stands: datetime.now(UTC).",
            when=lambda seen: bool(set(seen.facts["around"]) & {*seen.facts["names"], *seen.answers}),
        ),
        "instead": Reason(
            "Your function has taken something else for this month's snapshot. Only one with exactly the agreed name "
            "counts: what somebody took by hand may be deleted tomorrow.",
            when=lambda seen: bool(set(seen.facts["others"]) & set(seen.answers)),
        ),
        "skipped": Reason(
            "This month had no snapshot, and your function did not ask for one. A delivery that was due in another "
            "month is as good as any: what counts is the month in which it comes.",
            when=lambda seen: seen.facts["planned"] != seen.facts["wanted"] and not seen.sent("CreateDBSnapshot"),
        ),
        "two": "There are two snapshots of this month. Make the name from the month alone, so that AWS refuses the "
        "second one.",
        "wait": "The database was not available for some minutes: it is backed up every night, patched, restarted. "
        "Pause and try again, for 10 minutes at least.",
        "throttled": "AWS had too many requests for a while. That passes: try again, for 10 minutes at least.",
        "not_aws": Reason(
            "Something else came out than what AWS has said: a waiter's error, or one of your own. Whoever reads it "
            "asks why. Let boto3's last error out as it is, with `raise` alone.",
            when=lambda seen: any(each.code is None for each in seen.raised),
        ),
        "endless": Reason(
            "A function of Lambda ends after 15 minutes, whatever it is doing. Let the last error out before: then the "
            "delivery counts as failed, and is made again.",
            when=sent_any("CreateDBSnapshot"),
        ),
        "poll": "Pause 30 seconds or more between two tries, from the first on.",
        "midnight": Reason(
            "While you waited, the month ended. The name has to have the month in which the snapshot is taken: make it "
            "anew for each try, with no number of another month's.",
            when=lambda seen: any(
                name == seen.facts["before"] or name in [f"{seen.facts['wanted']}-{number}" for number in (2, 3)]
                for name in seen.facts["names"]
            ),
        ),
        "begun": Reason(
            "A snapshot that is `creating` has been begun, and is this month's. Return its identifier, and take "
            "another one only if it has failed.",
            when=lambda seen: any(
                NUMBERED.search(each.params["DBSnapshotIdentifier"]) for each in seen.sent("CreateDBSnapshot")
            ),
        ),
        "complete": "A snapshot of a large database takes hours. Return as soon as AWS has begun it.",
        "catches_all": Reason(
            "This error does not pass by itself. Let it out, at once: who waits for it waits in vain, and who hides it "
            "loses a month.",
            when=sent_any("CreateDBSnapshot"),
        ),
        "answer": "Return the identifier of this month's snapshot.",
        "name": "The identifier is <database>-monthly-<year>-<month>, such as ledger-monthly-2026-05, in UTC and with "
        "two digits for the month.",
    },
)


@exercise.check()
def first_delivery(submission, cloud):
    """A month's first delivery takes a snapshot whose name has the month, whatever else there is of this month."""
    lab.prepare(cloud)
    lookalikes(cloud, "2026-03")
    takes(submission, cloud, "2026-03", lab.monthly("2026-03"))


@exercise.check()
def both_ends(submission, cloud):
    """In the first minutes and in the last hours of a month in UTC it is that month."""
    lab.prepare(cloud)
    at_both_ends(submission, cloud, "2026-04")


@exercise.check()
def second_delivery(submission, cloud):
    """A second delivery takes none, and the answer is the first one's."""
    lab.prepare(cloud)
    takes(submission, cloud, "2026-03", lab.monthly("2026-03"))
    finds(submission, cloud, "2026-03", lab.monthly("2026-03"))
    lab.wait_until(cloud, lab.begin_of("2026-03") + timedelta(days=20))
    finds(submission, cloud, "2026-03", lab.monthly("2026-03"))


@exercise.check()
def late_delivery(submission, cloud):
    """A delivery that comes in a later month takes the snapshot of that month, and is no reason for a second one."""
    lab.prepare(cloud)
    lab.wait_until(cloud, lab.begin_of("2026-04") + timedelta(days=3, hours=9))
    takes(submission, cloud, "2026-03", lab.monthly("2026-04"))
    finds(submission, cloud, "2026-04", lab.monthly("2026-04"))


@exercise.check()
def failed_snapshot(submission, cloud):
    """A snapshot that has failed is none: another one is taken, with a number at the end of its name."""
    lab.prepare(cloud)
    after_failures(submission, cloud, 1)


@exercise.check()
def busy_database(submission, cloud):
    """A database that is not available for some minutes is waited for."""
    lab.prepare(cloud)
    waits(submission, cloud, timedelta(minutes=8), "2026-03")


@exercise.check()
def long_outage(submission, cloud):
    """From an outage that lasts longer than a function may run, the error comes out after 10 to 15 minutes."""
    lab.prepare(cloud)
    gives_up(submission, cloud, "2026-03")


@exercise.check()
def throttled(submission, cloud):
    """Throttling is waited for in the same way, whichever request it meets."""
    lab.prepare(cloud)
    waits_for_room(submission, cloud, "2026-03")
    with nobody_may_look(cloud):
        finds(submission, cloud, "2026-03", lab.monthly("2026-03"))


@exercise.check()
def month_ends(submission, cloud):
    """If the month ends while it waits, the name has the new one."""
    lab.prepare(cloud)
    over_midnight(submission, cloud, "2026-04")


@exercise.check()
def large_database(submission, cloud):
    """A snapshot that takes hours is not waited for, nor by a second delivery in the meantime."""
    lab.prepare(cloud)
    lab.durations(cloud, snapshot=300)
    takes(submission, cloud, "2026-03", lab.monthly("2026-03"))
    cloud.clock.advance(minutes=2)
    finds(submission, cloud, "2026-03", lab.monthly("2026-03"))


@exercise.check()
def other_errors(submission, cloud):
    """Every other error comes out at once, as boto3 raised it."""
    lab.prepare(cloud)
    comes_out(submission, cloud, "ledgr", "DBInstanceNotFound")


@exercise.check()
def race(submission, cloud):
    """Two deliveries at the same moment take one snapshot, and both are told its name."""
    two_at_once(submission, cloud, "2026-03")
    lab.prepare(cloud)
    held_up(submission, cloud, "2026-03")


@exercise.check()
def crash(submission, cloud):
    """Whatever happens to a request, and if the function dies: after the next delivery there is one snapshot."""
    survives(submission, cloud, "2026-03")


@exercise.check()
def three_years(submission, cloud):
    """Over 38 months with deliveries of every kind, each month that a delivery came in has its snapshot."""
    lab.prepare(cloud)
    lives_through(submission, cloud, Random(9))


def event(month, database=lab.DATABASE):
    """What the function is handed: due on the first of the month."""
    return {"database": database, "scheduled": f"{month}-01T04:00:00Z"}


def call(submission, cloud, month, database=lab.DATABASE):
    """Make the call, which may not take longer than a function of Lambda may run."""
    before = cloud.clock.now()
    with cloud.use(Hurry(cloud.clock, OPERATIONS, MOST)):
        try:
            return submission.snapshot_of_month(cloud.client("rds"), event(month, database))
        finally:
            took = cloud.clock.now() - before
            if took > LONGEST:
                begun = any(each.taken - before < LONGEST for each in lab.kept(cloud).values() if each.taken > before)
                advice = "complete" if begun else "endless"
                requests = len([each for each in sent(cloud, *OPERATIONS) if before <= each.when <= before + LONGEST])
                problem = f"Your function sent {requests} requests in 15 minutes."
                require(requests <= POLITE, problem, "there are others too", advice="poll")
                problem = f"The call took {took.total_seconds() / 60:.0f} minutes."
                require(False, problem, "Lambda ends a function after 15 minutes", advice=advice)


OPERATIONS = ("CreateDBSnapshot", "DescribeDBSnapshots", "DescribeDBInstances")


def takes(submission, cloud, month, wanted, database=lab.DATABASE, advice="name"):
    """A call that must take a snapshot of this name, of the rows of the present month."""
    before = lab.kept(cloud)
    answer = call(submission, cloud, month, database)
    made = {name: each for name, each in lab.kept(cloud).items() if name not in before}
    facts = {"names": list(made), **around(cloud, month, wanted, before, database)}
    because = "this month had none yet, and its name says which month it shows"
    found = ", ".join(made) or "none"
    late = (("planned",) if advice == "name" and facts["planned"] != wanted else ()) + ("automated", "instead")
    late += () if made else ("skipped",)
    late += ("zone",) if advice == "name" else ()
    advised = late + ((advice, "name") if made else ())
    require(list(made) == [wanted], f"New snapshots: {found}.", because, advice=advised, facts=facts)
    may_change(cloud, f"snapshot {wanted}")
    require(not made[wanted].fails, "The snapshot has failed.", advice="failed", facts={"failed": True})
    expect(answer, wanted, "that is the month's snapshot", advice="answer")


def around(cloud, month, wanted, before, database):
    """What tells the known mistakes: names of the months before and after, and of what is no month's snapshot."""
    present = lab.month_of(cloud.clock.now())
    planned = lab.monthly(month, database=database)
    names = [lab.monthly(lab.after(present, number), database=database) for number in (-1, 1)]
    others = [name for name in before if name.endswith(LOOKALIKES)]
    return {"planned": planned, "before": planned, "wanted": wanted, "around": names, "others": others}


LOOKALIKES = ("before-upgrade", "-by-hand", "-trial")  # names, and what is added to the month's


def lookalikes(cloud, month, database=lab.DATABASE):
    """Snapshots of this month that are not the month's: two by hand, and one that failed, of names like it."""
    taken, name = cloud.clock.now() - timedelta(hours=1), lab.monthly(month, database=database)
    upgrade, by_hand, trial = LOOKALIKES
    lab.put(cloud, upgrade, taken, database)
    lab.put(cloud, name + by_hand, taken, database)
    lab.put(cloud, name + trial, taken, database, failed=True)
    lab.share(cloud, month, database)


def at_both_ends(submission, cloud, month):
    """A delivery in the first minutes of a month, one in its last hours, and so for the month after."""
    later = lab.after(month, 1)
    lab.wait_until(cloud, lab.begin_of(month) + timedelta(minutes=9))
    takes(submission, cloud, month, lab.monthly(month))
    lab.wait_until(cloud, lab.begin_of(later) - timedelta(hours=4))
    finds(submission, cloud, month, lab.monthly(month))
    lab.wait_until(cloud, lab.begin_of(lab.after(later, 1)) - timedelta(hours=3))
    takes(submission, cloud, later, lab.monthly(later))


def finds(submission, cloud, month, wanted, database=lab.DATABASE):
    """A call that must take none, because there is one already."""
    before = lab.kept(cloud)
    with error_means("again", "DBSnapshotAlreadyExists"), error_means(("begun", "complete"), "InvalidDBInstanceState"):
        answer = call(submission, cloud, month, database)
    made = [name for name in lab.kept(cloud) if name not in before]
    facts = {"names": made, **around(cloud, month, wanted, before, database)}
    problem = f"There was a snapshot of this month, and now there is also {', '.join(made)}."
    advised = (("planned",) if facts["planned"] != wanted else ()) + ("zone", "two")
    require(not made, problem, "one a month was agreed on", advice=advised, facts=facts)
    expect(answer, wanted, "that is the month's snapshot", advice=("automated", "answer"))


def after_failures(submission, cloud, count, database=lab.DATABASE):
    """There are so many snapshots of this month that have failed."""
    month, now = lab.month_of(cloud.clock.now()), cloud.clock.now()
    for number in range(1, count + 1):
        lab.put(cloud, lab.monthly(month, number, database), now - timedelta(hours=30), database, failed=True)
    wanted = lab.monthly(month, count + 1, database)
    instead_of_failed(submission, cloud, month, wanted, f"{count} failed before", database)
    cloud.clock.advance(minutes=10)
    finds(submission, cloud, month, wanted, database)


def instead_of_failed(submission, cloud, month, wanted, told, database=lab.DATABASE):
    """A call that takes a snapshot of this name, because others have failed."""
    before = lab.kept(cloud)
    with error_means("failed", *TAKEN):
        answer = call(submission, cloud, month, database)
    made = [name for name in lab.kept(cloud) if name not in before]
    problem = f"{told}, and there is no snapshot {wanted} now."
    facts = {"names": made, **around(cloud, month, wanted, before, database)}
    facts["failed"] = not made and answer not in facts["others"]
    keys = ("automated", "failed", "instead", "name")
    require(made == [wanted], problem, "what has failed cannot be restored", advice=keys, facts=facts)
    may_change(cloud, f"snapshot {wanted}")
    expect(answer, wanted, "that is the one that can be restored", advice="answer")


def between_failures(submission, cloud, month):
    """The first one and the third one have failed; nobody has taken the second."""
    for number in (1, 3):
        lab.put(cloud, lab.monthly(month, number), cloud.clock.now() - timedelta(hours=number), failed=True)
    instead_of_failed(submission, cloud, month, lab.monthly(month, 2), "The first and the third failed before")


def held_up(submission, cloud, month):
    """Another delivery's snapshot is taken, and complete, while this one is between a look and its request."""
    wanted = lab.monthly(month)

    def act(_):
        with others_act(cloud):
            lab.put(cloud, wanted, cloud.clock.now() - timedelta(minutes=9))

    with cloud.use(BeforeCalls(["CreateDBSnapshot"], act, times=1)):
        with error_means("again", *TAKEN):
            answer = call(submission, cloud, month)
    made = [name for name in lab.kept(cloud) if name != wanted]
    problem = f"There was a snapshot of this month, and now there is also {', '.join(made)}."
    facts = {"names": made, **around(cloud, month, wanted, made, lab.DATABASE)}
    require(not made, problem, "one a month was agreed on", advice="two", facts=facts)
    expect(answer, wanted, "that is the month's snapshot", advice="answer")


def waits(submission, cloud, lasting, month, status="maintenance"):
    """The database is not available for a while."""
    lab.rules(cloud).busy(lab.DATABASE, status, lasting)
    with error_means("wait", "InvalidDBInstanceState"):
        takes(submission, cloud, month, lab.monthly(month))
    politely(cloud)


def politely(cloud):
    """It was not asked all the time: after each refusal boto3 does not try again by itself, and 30 seconds pass."""
    tries = sent(cloud, *OPERATIONS)
    because = "there are others too"
    require(len(tries) <= POLITE, f"Your function sent {len(tries)} requests.", because, advice="poll")
    refused = None
    for entry in sent(cloud, "CreateDBSnapshot"):
        if refused is not None:
            pause = (entry.when - refused).total_seconds()
            problem = f"The database was not available, and {pause:.0f} seconds later your function tried again."
            require(pause >= LEAST, problem, because, advice="poll")
        busy = entry.error is not None and entry.error.code == "InvalidDBInstanceState"
        refused = entry.when if busy else None


def gives_up(submission, cloud, month, code="InvalidDBInstanceState", refusals=()):
    """The error has to come out, not too early and not too late."""
    before = cloud.clock.now()
    advice = ("wait", "endless")
    lab.rules(cloud).busy(lab.DATABASE, "storage-full", timedelta(hours=5))
    with expect_client_error(code, "the delivery has failed, and will be made again", ("not_aws", "endless")):
        call(submission, cloud, month)
    not_too_early(cloud.clock.now() - before, advice[0])
    politely(cloud)


def gives_up_looking(submission, cloud, month):
    """First AWS turns everything away; then it says that there is a snapshot, and lets nobody look at it."""
    lab.put_monthly(cloud, month)
    before, now = cloud.clock.now(), cloud.clock.now()
    everything = Crowd(cloud, now + timedelta(minutes=8))
    looks = Crowd(cloud, now + timedelta(hours=5), "DescribeDBSnapshots", "DescribeDBInstances")
    with cloud.use(everything), cloud.use(looks):
        with expect_client_error("Throttling", "nobody knows whether it has failed", "not_aws"):
            call(submission, cloud, month)
    not_too_early(cloud.clock.now() - before, "throttled")


def gives_up_on_the_second(submission, cloud, month):
    """First AWS turns everything away; then there is one that failed, and the database is not available for another."""
    lab.put_monthly(cloud, month, failed=True)
    before = cloud.clock.now()
    lab.rules(cloud).busy(lab.DATABASE, "storage-full", timedelta(hours=5))
    with cloud.use(Crowd(cloud, before + timedelta(minutes=8))):
        because = "the delivery has failed, and will be made again"
        with expect_client_error("InvalidDBInstanceState", because, "not_aws"):
            call(submission, cloud, month)
    not_too_early(cloud.clock.now() - before, "wait")


def not_too_early(took, advice):
    """The error came out after ten minutes at least."""
    problem = "The error came out after {:.0f} minutes and {:.0f} seconds.".format(*divmod(took.total_seconds(), 60))
    require(took >= SHORTEST, problem, "many an outage is over after 10 minutes", advice=advice)


THROTTLING = AwsError("Throttling", "Rate exceeded")


class Crowd:
    """Turns RDS's requests of the learner's away until a moment; of some operations, if there are any."""

    def __init__(self, cloud, until, *operations):
        self._clock, self._until, self._operations = cloud.clock, until, operations

    def __call__(self, made, forward):
        meant = made.operation in self._operations or not self._operations
        if meant and made.who != COURSE and self._clock.now() < self._until:
            return Answer(error=THROTTLING)
        return forward(made)


def waits_for_room(submission, cloud, month, minutes=8):
    """AWS turns all requests away for some minutes."""
    with cloud.use(Crowd(cloud, cloud.clock.now() + timedelta(minutes=minutes))):
        with error_means("throttled", "Throttling"):
            takes(submission, cloud, month, lab.monthly(month))


@contextmanager
def nobody_may_look(cloud, minutes=8):
    """AWS turns away whoever asks what is there, for some minutes."""
    until = cloud.clock.now() + timedelta(minutes=minutes)
    with cloud.use(Crowd(cloud, until, "DescribeDBSnapshots", "DescribeDBInstances")):
        with error_means("throttled", "Throttling"):
            yield


def over_midnight(submission, cloud, month, minutes=7, failed=0):
    """The database gets available in another month than the call began in, of which some have failed."""
    lab.wait_until(cloud, lab.begin_of(month) - timedelta(minutes=4))
    lab.rules(cloud).busy(lab.DATABASE, "rebooting", timedelta(minutes=minutes))
    before = lab.after(month, -1)
    for number in range(1, failed + 1):
        lab.put(cloud, lab.monthly(before, number), cloud.clock.now() - timedelta(days=9), failed=True)
    with error_means("wait", "InvalidDBInstanceState"):
        takes(submission, cloud, before, lab.monthly(month), advice="midnight")


def comes_out(submission, cloud, database, code):
    """An error that does not pass."""
    before = cloud.clock.now()
    with expect_client_error(code, "no pause mends it", advice=("not_aws", "catches_all")):
        call(submission, cloud, lab.month_of(cloud.clock.now()), database)
    took = (cloud.clock.now() - before).total_seconds()
    require(took < 60, f"The error came out after {took:.0f} seconds.", "no pause mends it", advice="catches_all")


def refused(submission, cloud, code, message):
    """AWS refuses the snapshot with this error, once and for good: nothing else that is tried may hide it."""
    for nth in (1, None):
        with cloud.use(Refuse("CreateDBSnapshot", code, message, nth=nth)):
            comes_out(submission, cloud, lab.DATABASE, code)


def two_at_once(submission, cloud, month):
    """Two callers, in every order of their requests that matters."""
    wanted = lab.monthly(month)

    def calls(cloud):
        return [
            submission.later.snapshot_of_month(cloud.client("rds", who=who), event(month)) for who in ("one", "two")
        ]

    def one_snapshot(cloud, outcomes):
        found = lab.kept(cloud)
        require(list(found) == [wanted], f"Snapshots: {', '.join(found)}.", "one a month was agreed on", advice="two")
        for outcome in outcomes:
            raised = outcome.raised.code if outcome.ending is Ending.RAISED else None
            because = "there is a snapshot of this month"
            require(raised != "DBSnapshotAlreadyExists", "DBSnapshotAlreadyExists came out.", because, advice="again")
            require(raised != "InvalidDBInstanceState", "InvalidDBInstanceState came out.", because, advice="wait")
            expect(value_of(outcome), wanted, because, advice="answer")
        may_change(cloud, f"snapshot {wanted}")

    tags = "tags are free"
    interleavings(submission, cloud, lab.prepare, calls, one_snapshot, weaker=tags)


FAULTS = (Fault.THROTTLED, Fault.ANSWER_LOST, Fault.CUT_OFF, Fault.DIED_BEFORE, Fault.DIED_AFTER)


def survives(submission, cloud, month, failed=0):
    """One delivery, made again if it came to nothing, with every fault at every request."""
    wanted = lab.monthly(month, failed + 1)

    def prepare(cloud):
        lab.prepare(cloud)
        for number in range(1, failed + 1):
            taken = cloud.clock.now() - timedelta(hours=3)
            lab.put(cloud, lab.monthly(month, number), taken, failed=True)

    def calls(cloud):
        return [submission.later.snapshot_of_month(cloud.client("rds"), event(month))]

    def one_snapshot(cloud, outcomes):
        found = [name for name, each in lab.kept(cloud).items() if not each.fails]
        problem = f"Snapshots that have not failed: {', '.join(found) or 'none'}."
        require(found == [wanted], problem, "one a month was agreed on", advice="two" if found else None)
        may_change(cloud, f"snapshot {wanted}")
        [outcome] = outcomes
        if outcome.ending is Ending.RAISED and outcome.raised.code == "DBSnapshotAlreadyExists":
            require(False, "DBSnapshotAlreadyExists came out.", "there is a snapshot of this month", advice="again")
        expect(value_of(outcome), wanted, "there is a snapshot of this month", advice="answer")

    crash_points(submission, cloud, prepare, calls, one_snapshot, faults=FAULTS)


def lives_through(submission, cloud, chance, months=38, database=lab.DATABASE):
    """So many months of deliveries, and an audit of each month at the end."""
    first = lab.month_of(cloud.clock.now() + timedelta(days=31))
    came = set()
    for delivery in drawn(chance, first, months):
        came.add(lab.month_of(delivery.at))
        try:
            answer = deliver(cloud, delivery, partial(delivered, submission, cloud, delivery), database)
        except LearnerError as error:
            if delivery.gives_up and error.raised.code == "InvalidDBInstanceState":
                continue
            raise
        month = lab.month_of(cloud.clock.now())
        right = [name for name, each in lab.kept(cloud).items() if lab.month_of(each.taken) == month and not each.fails]
        because = "that is the snapshot of the month in which the delivery came"
        planned = lab.monthly(delivery.month) if delivery.month != month else ""
        names, wanted = {"names": [answer], "planned": planned}, right[-1] if right else None
        problem, once = f"{month} has two that have not failed: {', '.join(right)}.", "one a month was agreed on"
        require(len(right) <= 1, problem, once, advice=("planned", "two"), facts=names)
        if not delivery.fails:
            has_failed = str(answer) in lab.kept(cloud) and str(answer) not in right
            facts = {**names, "failed": has_failed and wanted is None}
            expect(answer, wanted, because, advice=("automated", "planned", "failed", "answer"), facts=facts)
    audit(cloud, came, database)


def delivered(submission, cloud, delivery, event):
    """One call."""
    waits_for = () if delivery.gives_up else ("InvalidDBInstanceState",)
    with error_means(("again", "failed"), *TAKEN), error_means("wait", *waits_for or ("none",)):
        return submission.snapshot_of_month(cloud.client("rds"), event)


def audit(cloud, months, database):
    """Each month in which a delivery came has one good snapshot; its name and its rows are the month's."""
    found = {}
    for name, each in lab.kept(cloud).items():
        month = lab.month_of(each.taken)
        may_change(cloud, f"snapshot {name}")
        named = name.startswith(f"{lab.monthly(month, database=database)}")
        problem, facts = f"In {month} a snapshot {name} was taken.", {"names": [name], "planned": ""}
        if lab.monthly(lab.after(month, -1), database=database) == name:
            facts["planned"] = name
        require(named, problem, "its name has to say whose it is", advice=("planned", "name"), facts=facts)
        if not each.fails:
            problem = f"{month} has two good snapshots: {found.get(month)} and {name}."
            require(month not in found, problem, "one a month was agreed on", advice="two")
            found[month] = name
            expect(each.rows, lab.books(month, database), "the auditor compares it with the month's books")
    missing = sorted(months - found.keys())
    problem = f"No good snapshot of {', '.join(missing)}, although there was a delivery."
    require(not missing, problem, "the auditor asks for each month", advice="failed", facts={"failed": bool(missing)})
