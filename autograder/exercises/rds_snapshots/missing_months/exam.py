"""The exam of missing_months."""

from datetime import timedelta

from course_lib.checks import Exam
from course_lib.lessons.rds_snapshots import data as lab
from course_lib.lessons.rds_snapshots.practice.missing_months import (
    at_the_edges,
    bank,
    copied,
    deleted,
    finds,
    in_no_good_state,
    lets_out,
    one_more,
)

exam = Exam()


def some_years(submission, cloud, length=14):
    """So many months of which some are missing; the first one, and those that are."""
    first = lab.after("2026-03", submission.random.randrange(1, 9))
    months = [lab.after(first, number) for number in range(length)]
    missing = sorted(submission.random.sample(months, 4))
    bank(cloud, months[-1], *(month for month in months if month not in missing))
    return first, missing


@exam.check(points=2)
def exam_gaps(submission, cloud):
    """Months without a snapshot are found, over the end of the year."""
    first, missing = some_years(submission, cloud)
    finds(submission, cloud, first, missing)
    later = lab.after(first, 1)
    finds(submission, cloud, later, [month for month in missing if month >= later])
    this = lab.month_of(cloud.clock.now())
    finds(submission, cloud, this, [month for month in missing if month == this])
    finds(submission, cloud, lab.after(this, 2), [])
    long_ago = [lab.after(first, -number) for number in range(80, 0, -1)]
    finds(submission, cloud, long_ago[0], long_ago + missing)
    one_more(submission, cloud, first, missing, submission.random.randrange(len(missing)))


@exam.check(points=1)
def exam_ends(submission, cloud):
    """The first month belongs to it, and so does that of today, on its first and its last day; nothing later does."""
    bank(cloud, "2026-11", "2026-10")
    lab.wait_until(cloud, lab.begin_of("2026-12") + timedelta(hours=5))
    finds(submission, cloud, "2026-09", ["2026-09", "2026-11", "2026-12"])
    lab.wait_until(cloud, lab.begin_of("2027-01") - timedelta(hours=5))
    finds(submission, cloud, "2026-10", ["2026-11", "2026-12"])
    today = lab.begin_of("2027-01") - timedelta(seconds=9)  # of a call that was begun before midnight
    lab.wait_until(cloud, lab.begin_of("2027-01") + timedelta(minutes=1))
    finds(submission, cloud, "2026-10", ["2026-11", "2026-12"], today)
    finds(submission, cloud, "2026-10", ["2026-11", "2026-12", "2027-01"])
    sharp = lab.begin_of("2027-01")
    finds(submission, cloud, "2026-10", ["2026-11", "2026-12", "2027-01"], sharp)
    finds(submission, cloud, "2026-10", ["2026-11", "2026-12"], sharp - timedelta(microseconds=1))


@exam.check(points=2)
def exam_not_good(submission, cloud):
    """What has failed or is still being made does not count; a second one that is good does."""
    first, missing = some_years(submission, cloud)
    failed, mended, *_ = missing
    lab.put_monthly(cloud, failed, mended, failed=True)
    lab.put(cloud, lab.monthly(mended, 2), lab.begin_of(mended) + timedelta(days=2))
    left = [month for month in missing if month != mended]
    finds(submission, cloud, first, left, status=[month for month in left if month != failed])
    lab.put(cloud, "making", lab.begin_of(missing[-1]) + timedelta(days=2), making=True)
    finds(submission, cloud, first, left, status=left[:-1])
    state = submission.random.choice(["deleting", "incompatible-restore"])
    in_no_good_state(submission, cloud, first, left, missing[2], state)


@exam.check(points=1)
def exam_automated(submission, cloud):
    """Automated snapshots do not count."""
    bank(cloud, "2026-09", "2026-06", "2026-07")
    finds(submission, cloud, "2026-06", ["2026-08", "2026-09"])


@exam.check(points=1)
def exam_other_databases(submission, cloud):
    """Snapshots of other databases do not count, whatever they are called."""
    first, missing = some_years(submission, cloud)
    for number, name in enumerate((f"{lab.DATABASE}-eu", f"old-{lab.DATABASE}")):
        lab.make(cloud, name)
        lab.put(cloud, f"of-{name}", lab.begin_of(missing[number]) + timedelta(hours=4), database=name)
        finds(submission, cloud, first, missing, database=missing[number + 1 :])
    lab.put_monthly(cloud, *missing[:2], database="loans")
    lab.put(cloud, lab.monthly(missing[2]), lab.begin_of(missing[2]) + timedelta(hours=4), database="loans")
    finds(submission, cloud, first, missing, database=missing[3:])


@exam.check(points=1)
def exam_shared(submission, cloud):
    """Snapshots that another account shares with this one do not count."""
    first, missing = some_years(submission, cloud)
    for number in range(1, 3):
        lab.share(cloud, missing[number])
    finds(submission, cloud, first, missing, shared=[missing[0], *missing[3:]])


@exam.check(points=1)
def exam_any_name(submission, cloud):
    """What counts is when a snapshot was taken, whatever its name says."""
    first, missing = some_years(submission, cloud)
    lab.put(cloud, "at-random", lab.begin_of(missing[0]) + timedelta(days=submission.random.randrange(28)))
    other = next(month for month in (lab.after(first, n) for n in range(14)) if month not in missing)
    lab.put(cloud, lab.monthly(missing[1]), lab.begin_of(other) + timedelta(days=3))
    finds(submission, cloud, first, missing[1:])


@exam.check(points=1)
def exam_copies(submission, cloud):
    """A copy counts for the month that its original was taken in."""
    first, missing = some_years(submission, cloud)
    copied(cloud, missing[0], missing[-1])
    finds(submission, cloud, first, missing[1:], copy=missing[:-1])


@exam.check(points=1)
def exam_edges(submission, cloud):
    """The first and the last second of a month in UTC belong to it."""
    at_the_edges(submission, cloud, submission.random.choice(["2026-05", "2026-12", "2027-02"]))


@exam.check(points=1)
def exam_many(submission, cloud):
    """All pages are read."""
    first, missing = some_years(submission, cloud, 6)
    lab.crowd(cloud, 101 + submission.random.randrange(120))
    with cloud.use(lab.EARLY_PAGES):
        finds(submission, cloud, first, missing, pages=[lab.after(first, number) for number in range(6)])


@exam.check(points=1)
def exam_gone(submission, cloud):
    """The snapshots of a database that was deleted count as before, and so they do once it is there again."""
    first, missing = some_years(submission, cloud)
    deleted(cloud)
    finds(submission, cloud, first, missing, gone=[])
    lab.make(cloud, lab.DATABASE)
    finds(submission, cloud, first, missing, gone=[lab.after(first, number) for number in range(14)])


@exam.check(points=2)
def exam_errors(submission, cloud):
    """When AWS does not let it look, that error comes out."""
    lets_out(submission, cloud)
