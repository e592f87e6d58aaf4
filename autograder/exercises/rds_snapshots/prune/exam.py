"""The exam of prune."""

from datetime import timedelta

from course_lib.checks import Exam
from course_lib.lessons.rds_snapshots import data as lab
from course_lib.lessons.rds_snapshots.practice.prune import (
    copied,
    crowd,
    deletes,
    late_copy,
    leaves_one,
    leaves_one_and_the_last,
    lets_out,
    nothing_new,
    restorable_no_more,
    several_of_one,
    shorter_and_shorter,
    somebody_else,
    stand_ins,
    strangers,
    survives,
    two_at_once,
    years,
)

exam = Exam()


def some_month(submission):
    """A month of some later year."""
    return lab.after("2029-06", submission.random.randrange(30))


def named(month, oldest, count):
    """The names of the months before the oldest one that is kept."""
    return [lab.monthly(lab.after(month, -oldest - number)) for number in range(count, 0, -1)]


@exam.check(points=1)
def exam_within_contract(submission, cloud):
    """What the contract asks for stays, to the month, on any day of it; `today` says which one it is."""
    month = some_month(submission)
    years(cloud, month, lab.after(month, -36))
    deletes(submission, cloud, [])
    end = lab.begin_of(lab.after(month, 1))
    lab.wait_until(cloud, end - timedelta(hours=1))
    deletes(submission, cloud, [])
    lab.wait_until(cloud, end + timedelta(minutes=1))  # of a call that was begun before midnight
    deletes(submission, cloud, [], today=end - timedelta(seconds=9))


@exam.check(points=2)
def exam_past_contract(submission, cloud):
    """What is older goes, the oldest first, over the end of a year too."""
    month = submission.random.choice(["2029-11", "2029-12", "2030-01", "2030-02"])
    count = submission.random.randrange(2, 6)
    years(cloud, month, lab.after(month, -36 - count))
    deletes(submission, cloud, named(month, 36, count))


@exam.check(points=1)
def exam_other_length(submission, cloud):
    """A contract of another length has another oldest month, at the ends of months and years and down to none."""
    shorter_and_shorter(submission, cloud)


@exam.check(points=2)
def exam_not_mine(submission, cloud):
    """Snapshots of other people and other databases stay."""
    month = some_month(submission)
    years(cloud, month, lab.after(month, -37))
    strangers(cloud, lab.after(month, -submission.random.randrange(39, 44)))
    deletes(submission, cloud, named(month, 36, 1))


@exam.check(points=1)
def exam_copies(submission, cloud):
    """The month in the name counts, and not the times of a copy."""
    copied(submission, cloud, some_month(submission))


@exam.check(points=2)
def exam_oldest_missing(submission, cloud):
    """If the contract's oldest month has no good snapshot, the newest good one before it stays."""
    month = some_month(submission)
    oldest, lacking = lab.after(month, -36), submission.random.randrange(1, 3)
    without = [lab.after(oldest, -number) for number in range(lacking)]
    years(cloud, month, lab.after(oldest, -5), without=without)
    past = [lab.monthly(lab.after(oldest, -number)) for number in range(5, lacking, -1)]
    deletes(submission, cloud, past, cover=lab.after(oldest, -lacking))


@exam.check(points=1)
def exam_copies_and_missing(submission, cloud):
    """The newest one that stays is the newest by the month in its name, whichever was taken last."""
    late_copy(submission, cloud, some_month(submission))


@exam.check(points=1)
def exam_replaced_by_nothing(submission, cloud):
    """What others have of the contract's oldest month replaces nothing."""
    stand_ins(submission, cloud, some_month(submission))


@exam.check(points=1)
def exam_several(submission, cloud):
    """Of several snapshots of the month that stays, the one that was taken last stays."""
    several_of_one(submission, cloud, some_month(submission))


@exam.check(points=2)
def exam_all_missing(submission, cloud):
    """If nothing has been taken for years, the last good one stays."""
    nothing_new(submission, cloud, some_month(submission), "2025-02", "2025-05")


@exam.check(points=2)
def exam_not_good(submission, cloud):
    """What has failed replaces nothing; a second one that is good does."""
    month = some_month(submission)
    oldest = lab.after(month, -36)
    years(cloud, month, lab.after(oldest, -2), without=(oldest, lab.after(oldest, -1)))
    lab.put_monthly(cloud, oldest, lab.after(oldest, -1), failed=True)
    deletes(submission, cloud, [], cover=lab.after(oldest, -2))
    state = submission.random.choice(["deleting", "incompatible-restore"])
    restorable_no_more(submission, cloud, oldest, lab.after(oldest, -2), state)
    deletes(submission, cloud, [lab.monthly(lab.after(oldest, -2))])


@exam.check(points=1)
def exam_second_names(submission, cloud):
    """Snapshots with a number after the month are months' as any other."""
    month = some_month(submission)
    years(cloud, month, lab.after(month, -36))
    past = lab.after(month, -40)
    names = [lab.monthly(past, 2), lab.monthly(past, 12)]
    for day, name in enumerate(names):
        lab.put(cloud, name, lab.begin_of(past) + timedelta(days=day + 1))
    deletes(submission, cloud, names)


@exam.check(points=1)
def exam_many(submission, cloud):
    """All pages are read."""
    crowd(submission, cloud, "2029-09", 101 + submission.random.randrange(100))


@exam.check(points=1)
def exam_in_use(submission, cloud):
    """One that AWS will not delete now is left, and the others go."""
    leaves_one(submission, cloud, some_month(submission), submission.random.randrange(1, 5))


@exam.check(points=1)
def exam_in_use_and_missing(submission, cloud):
    """If the oldest month is missing, the newest good one before it stays, whatever else AWS will not delete now."""
    leaves_one_and_the_last(submission, cloud, some_month(submission), submission.random.randrange(1, 4))


@exam.check(points=1)
def exam_gone_meanwhile(submission, cloud):
    """One that somebody else deletes in the meantime is no trouble."""
    somebody_else(submission, cloud, some_month(submission), submission.random.randrange(1, 5))


@exam.check(points=1)
def exam_errors(submission, cloud):
    """Every other error comes out."""
    lets_out(submission, cloud)


@exam.check(points=1)
def exam_race(submission, cloud):
    """Two at once delete the same as one."""
    two_at_once(submission, cloud)


@exam.check(points=1)
def exam_crash(submission, cloud):
    """If it dies half-way, the next run ends what it began."""
    survives(submission, cloud)
