"""missing_months: the alarm that a schedule needs which can be silent."""

from datetime import UTC, datetime, timedelta

from course_lib.aws.http.messages import AwsError
from course_lib.checks import Exercise, Reason, expect
from course_lib.checks.kit import UNREACHED, call_in, error_means, errors_come_out, expect_unchanged
from course_lib.lessons.rds_snapshots import data as lab


def instead(word):
    """The answer is the one that this mistake gives."""
    return lambda seen: seen.got == seen.facts["instead"].get(word)


def all_kinds(seen):
    """It has not asked for manual snapshots alone."""
    asked = seen.sent("DescribeDBSnapshots")
    return bool(asked) and all(each.params.get("SnapshotType") != "manual" for each in asked)


def at_the_ends(seen):
    """Nothing but the first month, the last one or a January is wrong."""
    wrong = set(seen.got) ^ set(seen.expected)
    return bool(wrong) and all(month in seen.facts["ends"] or month[5:] in ("01", "13") for month in wrong)


BEGIN = "2026-03"  # before this month nothing was taken


def skipped(seen):
    """A month is there twice, or one is left out before which there never was anything, and not at an end."""
    if not isinstance(seen.got, list):
        return False
    lost = set(seen.expected) - set(seen.got)
    return len(set(seen.got)) < len(seen.got) or any(min(seen.got) < month < BEGIN for month in lost)


exercise = Exercise(
    call="missing_months(rds, database, first, today)",
    section='Part 3, "The alarm for what did not happen"',
    hints=(
        "Which months should be there, and for which is there a snapshot that could be restored today? Two sets, and "
        "what is in one of them only.",
        'Read all pages of describe_db_snapshots(DBInstanceIdentifier=…, SnapshotType="manual"). Of those that are '
        "available take the month of OriginalSnapshotCreateTime in UTC. Count year * 12 + month to walk over months.",
        "kept = {f\"{s['OriginalSnapshotCreateTime'].astimezone(UTC):%Y-%m}\" for page in pages for s in "
        'page["DBSnapshots"] if s["Status"] == "available"}; then every month from first to today that is not in kept.',
    ),
    advice={
        "status": Reason(
            "A snapshot that is not available cannot be restored: it has failed, or is still being made.",
            when=instead("status"),
        ),
        "times": "While a snapshot is being made it has no OriginalSnapshotCreateTime. Look at its Status first.",
        "automated": Reason(
            "Automated snapshots do not count: they are gone after 35 days at the latest. Ask for manual ones.",
            when=lambda seen: all_kinds(seen) and instead("automated")(seen),
        ),
        "database": Reason(
            "Snapshots of another database were counted. Ask for those of this one: DBInstanceIdentifier.",
            when=instead("database"),
        ),
        "shared": Reason(
            "Snapshots that another account shares with this one were counted, of a database of the same name there. "
            'They are that account\'s to delete. SnapshotType="manual" leaves them out.',
            when=instead("shared"),
        ),
        "kept": Reason(
            "That was right at an earlier call. Look anew in each call: whoever asks again wants to know what is there "
            "now.",
            when=instead("kept"),
        ),
        "copy": Reason(
            "A copy has the time of the copying in SnapshotCreateTime. What it shows is older: "
            "OriginalSnapshotCreateTime.",
            when=instead("copy"),
        ),
        "name": Reason(
            "A snapshot's name is only a name. Go by the time at which it was taken.",
            when=instead("name"),
        ),
        "zone": Reason(
            "Months end at midnight in UTC, and not where the computer stands: .astimezone(UTC).",
            when=instead("zone"),
        ),
        "pages": Reason(
            "An answer of describe_db_snapshots has 100 snapshots at most. Read on with its Marker, or take a "
            "paginator.",
            when=instead("pages"),
        ),
        "ends": Reason(
            "Both ends belong to it: the first month, and the month of `today`. After December comes January.",
            when=at_the_ends,
        ),
        "gone": Reason(
            "Manual snapshots outlive their database. They can still be asked for by its name.",
            when=instead("gone"),
        ),
        "catches_all": "Nobody knows now which months are missing. Let the error out: an alarm that says nothing when "
        "it cannot look is none.",
        "skipped": Reason(
            "Months have different lengths. Go from one to the next by the calendar, from December to January, and not "
            "by a number of days.",
            when=skipped,
        ),
        "months": 'Return the months without a good snapshot as a list of texts such as "2026-05", in order.',
        "looks_only": "This function looks. It changes nothing.",
    },
)
KEYS = tuple(key for key in exercise.advice if key not in ("times", "catches_all", "looks_only"))


@exercise.check()
def all_there(submission, cloud):
    """If every month has its snapshot, none is missing."""
    bank(cloud, "2026-07", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07")
    finds(submission, cloud, "2026-03", [])


@exercise.check()
def gaps(submission, cloud):
    """Months without a snapshot are found, over the end of the year and at both ends."""
    bank(cloud, "2027-02", "2026-05", "2026-07", "2026-08", "2026-09", "2026-12")
    missing = ["2026-04", "2026-06", "2026-10", "2026-11", "2027-01", "2027-02"]
    finds(submission, cloud, "2026-04", missing)
    one_more(submission, cloud, "2026-04", missing, 2)


@exercise.check()
def not_good(submission, cloud):
    """What has failed or is still being made does not count."""
    bank(cloud, "2026-06", "2026-03", "2026-04")
    lab.put_monthly(cloud, "2026-05", failed=True)
    finds(submission, cloud, "2026-03", ["2026-05", "2026-06"], status=["2026-06"])
    lab.put(cloud, lab.monthly("2026-06"), lab.begin_of("2026-06") + timedelta(hours=4), making=True)
    finds(submission, cloud, "2026-03", ["2026-05", "2026-06"], status=["2026-05"])
    in_no_good_state(submission, cloud, "2026-02", ["2026-02", "2026-05", "2026-06"], "2026-02", "deleting")


@exercise.check()
def others(submission, cloud):
    """Automated snapshots and those of other databases and accounts do not count."""
    bank(cloud, "2026-05", "2026-03")
    finds(submission, cloud, "2026-03", ["2026-04", "2026-05"])
    lab.put_monthly(cloud, "2026-04", "2026-05", database="loans")
    finds(submission, cloud, "2026-03", ["2026-04", "2026-05"], database=[])
    lab.share(cloud, "2026-04")
    finds(submission, cloud, "2026-03", ["2026-04", "2026-05"], shared=["2026-05"])


@exercise.check()
def any_name(submission, cloud):
    """What counts is when a snapshot was taken, whatever its name says."""
    bank(cloud, "2026-06", "2026-03")
    lab.put(cloud, "before-the-upgrade", lab.begin_of("2026-04") + timedelta(days=9))
    lab.put(cloud, lab.monthly("2026-05"), lab.begin_of("2026-06") + timedelta(days=1))
    finds(submission, cloud, "2026-03", ["2026-05"])


@exercise.check()
def copies(submission, cloud):
    """A copy counts for the month that its original was taken in."""
    bank(cloud, "2026-06", "2026-03", "2026-05")
    copied(cloud, "2026-04", "2026-06")
    finds(submission, cloud, "2026-03", ["2026-06"], copy=["2026-04"])


@exercise.check()
def edges_of_months(submission, cloud):
    """The first and the last second of a month in UTC belong to it."""
    at_the_edges(submission, cloud, "2026-04")


@exercise.check()
def many(submission, cloud):
    """All pages are read."""
    bank(cloud, "2026-06")
    lab.crowd(cloud, 120)
    lab.put_monthly(cloud, "2026-03", "2026-05")
    finds(submission, cloud, "2026-03", ["2026-04", "2026-06"], pages=["2026-04", "2026-05", "2026-06"])


@exercise.check()
def database_gone(submission, cloud):
    """The snapshots of a database that was deleted count as before."""
    bank(cloud, "2026-06", "2026-03", "2026-04")
    deleted(cloud)
    finds(submission, cloud, "2026-03", ["2026-05", "2026-06"], gone=[])


@exercise.check()
def errors(submission, cloud):
    """When AWS does not let it look, that error comes out."""
    lets_out(submission, cloud)


def bank(cloud, month, *months):
    """It is some day of a month; these months have their snapshots, and there is another database."""
    lab.prepare(cloud)
    lab.make(cloud, "loans")
    lab.wait_until(cloud, lab.begin_of(month) + timedelta(days=11, hours=10))
    lab.put_monthly(cloud, *months)


def one_more(submission, cloud, first, missing, number):
    """After a call one of the months gets its snapshot; then the same is asked again."""
    lab.put_monthly(cloud, missing[number])
    finds(submission, cloud, first, [month for month in missing if month != missing[number]], kept=missing)


def in_no_good_state(submission, cloud, first, missing, month, state):
    """Of one of the missing months there is a snapshot, which is in this state now."""
    name = f"by-hand-of-{month}"
    lab.put(cloud, name, lab.begin_of(month) + timedelta(days=1))
    with cloud.use(lab.InState(name, state)):
        finds(submission, cloud, first, missing, status=[each for each in missing if each != month])


def copied(cloud, month, when):
    """Of a month there is nothing but a copy of an automated snapshot, made some days or weeks later."""
    taken = lab.begin_of(month) + timedelta(days=27, hours=3)
    lab.put(cloud, f"kept-{month}", lab.begin_of(when) + timedelta(hours=7), original=taken)


def deleted(cloud):
    """The database is gone."""
    cloud.client("rds", who="course").delete_db_instance(DBInstanceIdentifier=lab.DATABASE, SkipFinalSnapshot=True)
    cloud.clock.advance(minutes=30)


def at_the_edges(submission, cloud, month):
    """Snapshots in the first and the last second of a month, and none in its neighbours."""
    before, later = lab.after(month, -1), lab.after(month, 1)
    bank(cloud, later)
    lab.put(cloud, "early", lab.begin_of(month))
    finds(submission, cloud, before, [before, later], zone=[month, later])
    lab.rules(cloud).store().snapshots.clear()
    lab.put(cloud, "late", lab.begin_of(later) - timedelta(seconds=1))
    finds(submission, cloud, before, [before, later], zone=[before, month])


def finds(submission, cloud, first, expected, today=None, **mistaken):
    """A call whose answer has to be right; beside it, the answers that known mistakes give."""
    today = today or cloud.clock.now()
    with error_means("times", "KeyError"), error_means("gone", "DBInstanceNotFound", facts={"instead": {"gone": None}}):
        got = submission.missing_months(cloud.client("rds"), lab.DATABASE, first, today)
    expect_unchanged(cloud, "it only looks", advice="looks_only")
    because = "these months have no manual snapshot that could be restored"
    nightly = {lab.month_of(each.taken) for each in lab.automated(cloud)}
    mistaken["automated"] = [month for month in expected if month not in nightly]
    mistaken["name"] = without_name(cloud, first, lab.month_of(today))
    facts = {"instead": mistaken, "ends": (first, lab.month_of(today))}
    expect(got, expected, because, advice=KEYS, facts=facts)


def without_name(cloud, first, last):
    """The months that no good snapshot's name has."""
    names = [name for name, each in lab.kept(cloud).items() if each.ready <= cloud.clock.now() and not each.fails]
    months = [month for month in (lab.after(first, number) for number in range(48)) if month <= last]
    return [month for month in months if not any(name.startswith(lab.monthly(month)) for name in names)]


DENIED = AwsError("AccessDenied", "User is not authorized to perform: rds:DescribeDBSnapshots", 403)
BROKEN = AwsError("InternalFailure", "The request processing has failed because of an unknown error.", 500)
CROWDED = AwsError("Throttling", "Rate exceeded")


def lets_out(submission, cloud, today=datetime(2026, 3, 20, tzinfo=UTC)):
    """Every request meets an error that stays."""

    def call(fresh):
        later = submission.later.missing_months(fresh.client("rds"), lab.DATABASE, "2026-01", today)
        return call_in(submission, fresh, later)

    def prepare(fresh):
        lab.prepare(fresh)
        lab.crowd(fresh, 110)

    errors_come_out(submission, cloud, prepare, call, advice="catches_all", errors=(DENIED, BROKEN, CROWDED, UNREACHED))
    errors_come_out(submission, cloud, prepare, call, advice="catches_all", errors=(DENIED,), passes=True)
