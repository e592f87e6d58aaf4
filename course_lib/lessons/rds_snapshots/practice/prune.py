"""prune: what the contract does not ask for any more goes, and nothing else."""

import re
from datetime import UTC, datetime, timedelta

from course_lib.aws.http.messages import Answer, AwsError
from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.checks import Exercise, Fault, Reason, crash_points, expect, interleavings, require, value_of
from course_lib.checks.kit import UNREACHED, call_in, error_means, errors_come_out, expect_changed, may_change
from course_lib.checks.kit.unchanged import others_act
from course_lib.lessons.rds_snapshots import data as lab


def gone(*words):
    """Something of this kind is gone that had to stay."""
    return lambda seen: bool(set(words) & set(seen.facts["gone"]))


def unread(seen):
    """A list was not read to its end: there is a marker that was not sent."""
    listed = seen.sent("DescribeDBSnapshots")
    markers = {each.result["Marker"] for each in listed if each.result and "Marker" in each.result}
    return bool(markers - {each.params.get("Marker") for each in listed})


exercise = Exercise(
    call="prune(rds, database, months, today)",
    section='Part 4, "What may go"',
    hints=(
        "Write down first what must never go: what is not yours, what the contract asks for, what nothing could "
        "replace. What is left?",
        "List the manual snapshots of this database, all pages. Yours have a name of exactly the agreed form. Keep the "
        "months from `today` back to `months` before. If the oldest of these has no good one, keep the newest good "
        "one before it too.",
        "Number a month: n = year * 12 + month. oldest = n(today) - months; past = sorted((n, taken, name) of yours "
        "that are available and have n < oldest), where taken is OriginalSnapshotCreateTime; if none of yours that is "
        "available has n == oldest, leave out the last of them. Then delete_db_snapshot for each.",
    ),
    advice={
        "theirs": Reason(
            "A snapshot is gone that was not yours. Yours have a name of exactly this form: the database's, -monthly-, "
            "year and month, 01 to 12, and perhaps a number.",
            when=gone("theirs"),
        ),
        "database": Reason(
            "A snapshot of another database is gone. Ask for those of yours: DBInstanceIdentifier.",
            when=gone("database"),
        ),
        "name": Reason(
            "The month in the name counts. A copy has times of its own, and they say nothing about its month.",
            when=lambda seen: seen.facts["misread"],
        ),
        "several": Reason(
            "Of several snapshots of one month keep the one that was taken last. As texts, -9 comes after -10.",
            when=lambda seen: seen.facts.get("about") == "several" and seen.facts["gone"] and seen.facts["same_month"],
        ),
        "contract": Reason(
            "A snapshot is gone that the auditor may still ask for. With 36 months and a today in May 2029 the oldest "
            "month that stays is May 2026.",
            when=gone("contract"),
        ),
        "cover": Reason(
            "The oldest month of the contract has no good snapshot, and the newest good one before it is gone. Nothing "
            "else shows what the books were then: not one that failed, nor what somebody took by hand.",
            when=gone("cover"),
        ),
        "pages": Reason(
            "An answer of describe_db_snapshots has 100 snapshots at most. Read on with its Marker, or take a "
            "paginator.",
            when=lambda seen: seen.facts.get("about") == "pages" and unread(seen),
        ),
        "not_ready": "AWS deletes only what is available: leave alone what has failed or is being made. A snapshot "
        "that AWS will not delete now, InvalidDBSnapshotState, is left for the next time; go on with the others.",
        "gone_already": "Somebody else deleted that one first: DBSnapshotNotFound. That is what you wanted; go on.",
        "catches_all": "This error means that nothing is known, or that nothing may be done. Let it out.",
        "stays": "A snapshot is still there that the contract does not ask for any more. With 36 months and a today in "
        "May 2029 its oldest month is May 2026. One that is older stays only if no snapshot that you have found, on "
        "all pages, is of that month.",
        "answer": "Return the identifiers of the snapshots that this call has deleted, the oldest month first.",
    },
)


@exercise.check()
def within_contract(submission, cloud):
    """What the contract asks for stays, to the month."""
    years(cloud, "2029-05", "2026-05")
    deletes(submission, cloud, [])


@exercise.check()
def past_contract(submission, cloud):
    """What is older goes, the oldest first."""
    years(cloud, "2029-05", "2026-02")
    deletes(submission, cloud, [lab.monthly(month) for month in ("2026-02", "2026-03", "2026-04")])


@exercise.check()
def other_length(submission, cloud):
    """A contract of another length has another oldest month."""
    shorter_and_shorter(submission, cloud, LENGTHS[3:6])


@exercise.check()
def not_mine(submission, cloud):
    """Snapshots of other people and other databases stay, however much their names look like yours."""
    years(cloud, "2029-05", "2026-03")
    strangers(cloud, "2025-11")
    deletes(submission, cloud, [lab.monthly("2026-03"), lab.monthly("2026-04")])


@exercise.check()
def copies(submission, cloud):
    """The month in the name counts, and not the times of a copy."""
    copied(submission, cloud, "2029-05")


@exercise.check()
def copies_and_missing(submission, cloud):
    """It counts too where the newest one before the contract stays, which was not taken last."""
    late_copy(submission, cloud, "2029-05")


@exercise.check()
def oldest_missing(submission, cloud):
    """If the contract's oldest month has no good snapshot, the newest good one before it stays."""
    years(cloud, "2029-05", "2026-01", without=("2026-05",))
    deletes(submission, cloud, [lab.monthly(month) for month in ("2026-01", "2026-02", "2026-03")], cover="2026-04")


@exercise.check()
def replaced_by_nothing(submission, cloud):
    """What somebody took by hand, and another database's, are no snapshots of the contract's oldest month."""
    stand_ins(submission, cloud, "2029-05")


@exercise.check()
def all_missing(submission, cloud):
    """If nothing has been taken for years, the last good one stays."""
    nothing_new(submission, cloud, "2029-05", "2025-01", "2025-06")


@exercise.check()
def not_good(submission, cloud):
    """What has failed replaces nothing, and is left alone."""
    years(cloud, "2029-05", "2026-03", without=("2026-04", "2026-05"))
    lab.put_monthly(cloud, "2026-04", "2026-05", failed=True)
    deletes(submission, cloud, [], cover="2026-03")
    restorable_no_more(submission, cloud, "2026-05", "2026-03", "deleting")


@exercise.check()
def second_names(submission, cloud):
    """A snapshot with a number after the month is its month's as any other."""
    years(cloud, "2029-05", "2026-05", without=("2026-05",))
    for month, number in (("2026-03", 2), ("2026-05", 3)):
        lab.put(cloud, lab.monthly(month, number), lab.begin_of(month) + timedelta(days=3))
    deletes(submission, cloud, [lab.monthly("2026-03", 2)])


@exercise.check()
def several(submission, cloud):
    """Of several snapshots of the month that stays, the one that was taken last stays."""
    several_of_one(submission, cloud, "2029-05")


@exercise.check()
def many(submission, cloud):
    """All pages are read."""
    crowd(submission, cloud, "2029-05", 110)


@exercise.check()
def in_use(submission, cloud):
    """One that AWS will not delete now is left, and the others go."""
    leaves_one(submission, cloud, "2029-05", 1)


@exercise.check()
def gone_meanwhile(submission, cloud):
    """One that somebody else deletes in the meantime is no trouble."""
    somebody_else(submission, cloud, "2029-05", 1)


@exercise.check()
def errors(submission, cloud):
    """Every other error comes out."""
    lets_out(submission, cloud)


@exercise.check()
def race(submission, cloud):
    """Two at once delete the same as one."""
    two_at_once(submission, cloud)


@exercise.check()
def crash(submission, cloud):
    """If it dies half-way, the next run ends what it began, and nothing more."""
    survives(submission, cloud)


def years(cloud, month, first, without=()):
    """It is some day of a month; there is a snapshot of each month from the first on, but for some."""
    lab.prepare(cloud)
    lab.make(cloud, "loans")
    lab.wait_until(cloud, lab.begin_of(month) + timedelta(days=16, hours=11))
    while first <= month:
        if first not in without:
            lab.put_monthly(cloud, first)
        first = lab.after(first, 1)


NOT_MINE = (
    "before-upgrade",
    "ledger-monthly",
    "ledger-monthly-{}-old",
    "ledger-monthly-2020-13",
    "ledger-monthly-2020-00",
    "ledger-monthly-2020-5",
    "ledger-monthly-2020-5-2",
    "old-ledger-monthly-{}",
    "ledger-monthly-{}-2-keep",
    "ledger-monthly-{}x",
    "ledger-weekly-{}",
)
MINE = re.compile(r"ledger-monthly-\d{4}-(0[1-9]|1[0-2])(-\d+)?")


LENGTHS = (  # what it is now, the contract's length, and its oldest month: each is later than the one before
    ("2028-12-31T23:59:59", 36, "2025-12"),
    ("2029-01-01T00:00:00", 36, "2026-01"),
    ("2029-03-31T11:30:00", 36, "2026-03"),
    ("2029-03-09T11:30:00", 27, "2026-12"),
    ("2028-05-31T23:30:00", 13, "2027-04"),
    ("2029-06-01T00:00:00", 12, "2028-06"),
    ("2029-06-30T23:59:59", 11, "2028-07"),
    ("2029-06-16T12:00:00", 1, "2029-05"),
    ("2029-06-16T12:00:00", 0, "2029-06"),
)


def shorter_and_shorter(submission, cloud, lengths=LENGTHS):
    """One call after the other, at the ends of months and years, each of which deletes some months.

    Of each oldest month there are two snapshots: whoever takes it for an older one would keep one of them.
    """
    first, twice = lab.after(lengths[0][2], -2), [oldest for _, _, oldest in lengths]
    years(cloud, "2029-06", first)
    for month in twice:
        lab.put(cloud, lab.monthly(month, 2), lab.begin_of(month) + timedelta(days=9))
    for today, months, oldest in lengths:
        past = []
        while first < oldest:
            past += [lab.monthly(first, number) for number in (1, 2) if number == 1 or first in twice]
            first = lab.after(first, 1)
        deletes(submission, cloud, past, months, today=datetime.fromisoformat(today).replace(tzinfo=UTC))


def strangers(cloud, month):
    """Old snapshots that are not the function's."""
    taken = lab.begin_of(month) + timedelta(days=3)
    for name in NOT_MINE:
        lab.put(cloud, name.format(month), taken)
    lab.put_monthly(cloud, month, database="loans")
    lab.put(cloud, lab.monthly(month), taken, "loans")


def kind_of(name, each, cover):
    """What a snapshot is, for the advice."""
    if each.instance.name != lab.DATABASE:
        return "database"
    if cover and name.startswith(lab.monthly(cover)):
        return "cover"
    return "contract" if MINE.fullmatch(name) else "theirs"


def deletes(submission, cloud, expected, months=lab.CONTRACT, about="", cover="", copies=(), today=None):
    """A call after which exactly these are gone."""
    before, today = lab.kept(cloud), today or cloud.clock.now()
    with error_means("not_ready", "InvalidDBSnapshotState"), error_means("gone_already", "DBSnapshotNotFound"):
        answer = submission.prune(cloud.client("rds"), lab.DATABASE, months, today)
    judge(cloud, before, expected, about, cover, copies)
    expect(by_months(answer, expected), expected, "these did it delete", advice="answer")


def by_months(answer, expected):
    """The answer; the expected one if it differs by the order within a month alone, of which nothing was said."""
    if not isinstance(answer, list) or not all(isinstance(each, str) for each in answer):
        return answer
    length = len(lab.monthly("2026-05"))
    months, wanted = ([name[:length] for name in names] for names in (answer, expected))
    return expected if sorted(answer) == sorted(expected) and months == wanted else answer


def judge(cloud, before, expected, about="", cover="", copies=()):
    """Exactly these are gone."""
    after = lab.kept(cloud)
    lost = [name for name in before if name not in after]
    wrongly = [name for name in lost if name not in expected]
    left = [name for name in expected if name in after]
    misread = bool(copies) and {*wrongly, *left} <= set(copies) and bool(left or not cover)
    same = bool(left) and all(name.startswith(lab.monthly(cover)) for name in left) if cover else False
    facts = {
        "gone": [kind_of(name, before[name], cover) for name in wrongly],
        "about": about,
        "misread": misread,
        "same_month": same,
    }
    problem = f"Gone are also {', '.join(wrongly)}."
    keys = ("theirs", "database", "name", "several", "contract", "cover")
    require(not wrongly, problem, "nothing brings a snapshot back", advice=keys, facts=facts)
    problem = f"Still there: {', '.join(left)}."
    keys = ("name", "pages", "stays")
    require(not left, problem, "the contract does not ask for it", advice=keys, facts=facts)
    expect_changed(cloud, {f"snapshot {name}": None for name in expected}, "only these were to go", advice="stays")


def copied(submission, cloud, month):
    """Of two months there are copies, of the oldest one that of a snapshot from the day before it began.

    The oldest of all was taken late, after those of later months.
    """
    oldest = lab.after(month, -lab.CONTRACT)
    past, late = lab.after(oldest, -2), lab.monthly(lab.after(oldest, -3))
    years(cloud, month, lab.after(oldest, -1))
    copy, old_copy, now = lab.monthly(oldest, 2), lab.monthly(past), cloud.clock.now()
    lab.put(cloud, copy, now - timedelta(days=400), original=lab.begin_of(oldest) - timedelta(hours=20))
    lab.put(cloud, old_copy, now - timedelta(days=9), original=lab.begin_of(past) + timedelta(days=2))
    lab.put(cloud, late, lab.begin_of(oldest) + timedelta(days=9))
    deletes(submission, cloud, [late, old_copy, lab.monthly(lab.after(oldest, -1))], copies=(copy, old_copy, late))


def late_copy(submission, cloud, month):
    """The oldest month is missing; of two months before it, the earlier one's were copied and taken after the other."""
    oldest = lab.after(month, -lab.CONTRACT)
    newer, older = lab.after(oldest, -2), lab.after(oldest, -4)
    missing = [lab.after(oldest, -number) for number in (0, 1, 3)]
    years(cloud, month, lab.after(oldest, -4), without=missing)
    copy, late = lab.monthly(older), lab.monthly(older, 2)
    lab.put(cloud, copy, cloud.clock.now() - timedelta(days=9), original=lab.begin_of(older))
    lab.put(cloud, late, lab.begin_of(oldest) + timedelta(days=9))
    deletes(submission, cloud, [copy, late], cover=newer, copies=(copy, late, lab.monthly(newer)))


def restorable_no_more(submission, cloud, oldest, cover, state):
    """Of the oldest month there is a snapshot, which is in this state now; it replaces nothing."""
    name = lab.monthly(oldest, 2)
    lab.put(cloud, name, lab.begin_of(oldest) + timedelta(days=2))
    with cloud.use(lab.InState(name, state)):
        deletes(submission, cloud, [], cover=cover)


def several_of_one(submission, cloud, month):
    """The oldest month is missing; of the newest one before it there are several, whose numbers say nothing."""
    oldest = lab.after(month, -lab.CONTRACT)
    newest, earlier = lab.after(oldest, -1), lab.after(oldest, -2)
    years(cloud, month, earlier, without=(oldest,))
    names = [lab.monthly(newest, number) for number in (10, 9, 1, 2)]  # as they were taken
    for day, name in enumerate(names, 1):
        lab.put(cloud, name, lab.begin_of(newest) + timedelta(days=day))
    deletes(submission, cloud, [lab.monthly(earlier), *names[:-1]], about="several", cover=newest)


def stand_ins(submission, cloud, month):
    """The oldest month is missing. What others have of it replaces nothing."""
    oldest = lab.after(month, -lab.CONTRACT)
    years(cloud, month, lab.after(oldest, -2), without=(oldest,))
    lab.put(cloud, lab.monthly(oldest), lab.begin_of(oldest), database="loans")
    lab.put_monthly(cloud, oldest, database="loans")
    lab.share(cloud, oldest)
    for name in ("before-the-audit", f"{lab.monthly(oldest)}-keep"):
        lab.put(cloud, name, lab.begin_of(oldest) + timedelta(days=2))
    deletes(submission, cloud, [lab.monthly(lab.after(oldest, -2))], cover=lab.after(oldest, -1))


def nothing_new(submission, cloud, month, first, last):
    """The schedule was silent for longer than the contract."""
    years(cloud, month, first, without=[lab.after(last, number) for number in range(1, 100)])
    past = [lab.after(first, number) for number in range(100) if lab.after(first, number) < last]
    deletes(submission, cloud, [lab.monthly(each) for each in past], cover=last)


def crowd(submission, cloud, month, count):
    """So many snapshots by hand, and a page of them between what is past and the contract's oldest month."""
    years(cloud, month, lab.after(month, -38))
    lab.crowd(cloud, count, "2027-03")
    past = [lab.monthly(lab.after(month, -number)) for number in (38, 37)]
    for number in range(37):
        lab.put(cloud, f"{past[-1]}-by-hand-{number:02}", lab.begin_of("2027-03") + timedelta(hours=number))
    with cloud.use(lab.EARLY_PAGES):
        deletes(submission, cloud, past, about="pages")


class BeingCopied:
    """AWS will not delete this snapshot now, whenever it is asked to."""

    def __init__(self, name):
        self._name = name

    def __call__(self, made, forward):
        if made.operation == "DeleteDBSnapshot" and made.params["DBSnapshotIdentifier"] == self._name:
            return Answer(error=AwsError("InvalidDBSnapshotState", "The snapshot is being copied."))
        return forward(made)


def leaves_one(submission, cloud, month, nth):
    """AWS refuses to delete one of them now: somebody is copying it."""
    years(cloud, month, lab.after(month, -40))
    past = [lab.monthly(lab.after(month, -number)) for number in (40, 39, 38, 37)]
    with cloud.use(BeingCopied(past[nth - 1])):
        deletes(submission, cloud, [name for number, name in enumerate(past, 1) if number != nth])


def leaves_one_and_the_last(submission, cloud, month, nth):
    """AWS refuses to delete one of them now, and the oldest month of the contract is missing."""
    years(cloud, month, lab.after(month, -40), without=(lab.after(month, -36),))
    *past, last = [lab.monthly(lab.after(month, -number)) for number in (40, 39, 38, 37)]
    with cloud.use(BeingCopied(past[nth - 1])):
        left = [name for number, name in enumerate(past, 1) if number != nth]
        deletes(submission, cloud, left, cover=last.removeprefix(lab.monthly("")))


def somebody_else(submission, cloud, month, nth):
    """Another program deletes one of them, between the list and the deletion."""
    years(cloud, month, lab.after(month, -40))
    past = [lab.monthly(lab.after(month, -number)) for number in (40, 39, 38, 37)]

    def act(call):
        with others_act(cloud):
            lab.rules(cloud).store().snapshots.pop(past[nth - 1], None)

    with cloud.use(BeforeCalls(["DeleteDBSnapshot"], act, times=1)):
        before = lab.kept(cloud)
        with error_means("gone_already", "DBSnapshotNotFound"):
            answer = submission.prune(cloud.client("rds"), lab.DATABASE, lab.CONTRACT, cloud.clock.now())
    left = [name for number, name in enumerate(past, 1) if number != nth]
    before.pop(past[nth - 1])
    judge(cloud, before, left)
    expect(answer, left, "the other one was not deleted by this call", advice="answer")


def lets_out(submission, cloud):
    """Every request meets an error that stays."""

    def prepare(fresh):
        years(fresh, "2029-05", "2026-03", without=[lab.after("2026-06", number) for number in range(36)])

    def call(fresh):
        later = submission.later.prune(fresh.client("rds"), lab.DATABASE, lab.CONTRACT, fresh.clock.now())
        return call_in(submission, fresh, later)

    denied = AwsError("AccessDenied", "User is not authorized to perform this action", 403)
    broken = AwsError("InternalFailure", "The request processing has failed because of an unknown error.", 500)
    allow = ("snapshot ledger-monthly-2026-03", "snapshot ledger-monthly-2026-04")
    errors_come_out(submission, cloud, prepare, call, "catches_all", (denied, broken, UNREACHED), allow)
    errors_come_out(submission, cloud, prepare, call, "catches_all", (denied,), allow, passes=True)


def few(cloud, month="2026-09"):
    """A short contract: three months are past it."""
    years(cloud, month, "2026-04")


PAST = [lab.monthly(month) for month in ("2026-04", "2026-05", "2026-06")]


def two_at_once(submission, cloud):
    """Two callers, in every order of their requests that matters."""

    def calls(cloud):
        today = cloud.clock.now()
        return [submission.later.prune(cloud.client("rds", who=who), lab.DATABASE, 2, today) for who in ("one", "two")]

    def same_as_one(cloud, outcomes):
        judged(cloud)
        deleted = []
        for outcome in outcomes:
            came = outcome.raised.code if outcome.raised else None
            require(came != "DBSnapshotNotFound", "DBSnapshotNotFound came out.", advice="gone_already")
            deleted += value_of(outcome)
        expect(sorted(deleted), PAST, "each was deleted by one of the two", advice="answer")

    interleavings(submission, cloud, few, calls, same_as_one, weaker="each of them deletes some")


def survives(submission, cloud):
    """One run, made again if it came to nothing."""

    def calls(cloud):
        return [submission.later.prune(cloud.client("rds"), lab.DATABASE, 2, cloud.clock.now())]

    def all_gone(cloud, outcomes):
        judged(cloud)
        value_of(outcomes[0])

    faults = (Fault.THROTTLED, Fault.ANSWER_LOST, Fault.CUT_OFF, Fault.DIED_BEFORE, Fault.DIED_AFTER)
    crash_points(submission, cloud, few, calls, all_gone, faults=faults)


def judged(cloud):
    """Exactly what was past the short contract is gone."""
    months = [lab.after("2026-04", number) for number in range(6)]
    found = sorted(lab.kept(cloud))
    wanted = [lab.monthly(month) for month in months if lab.monthly(month) not in PAST]
    may_change(cloud, *(f"snapshot {name}" for name in PAST))
    gone, because = [name for name in wanted if name not in found], "these the contract asks for"
    facts = {"gone": ["contract"]}
    require(not gone, f"Gone are also {', '.join(gone)}.", because, advice="contract", facts=facts)
    expect(found, wanted, because, advice="stays")
