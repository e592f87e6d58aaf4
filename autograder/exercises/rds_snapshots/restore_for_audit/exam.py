"""The exam of restore_for_audit."""

from course_lib.checks import Exam
from course_lib.checks.kit import others_act
from course_lib.lessons.rds_snapshots import data as lab
from course_lib.lessons.rds_snapshots.practice.restore_for_audit import (
    bank,
    begin,
    begin_and_prune,
    begun_and_pruned,
    begun_meanwhile,
    crowd,
    deleted_meanwhile,
    goes_on,
    has_tag,
    is_taken,
    lets_out,
    modified_first,
    raises,
    restores,
    several,
    survives,
    takes_long,
)

exam = Exam()


def months(submission):
    """A month, the one before it, and the one after it, in which it is now."""
    month = lab.after("2026-05", submission.random.randrange(30))
    return lab.after(month, -1), month, lab.after(month, 1)


@exam.check(points=2)
def exam_month_before(submission, cloud):
    """The auditor reads the books of the month."""
    before, month, now = months(submission)
    bank(cloud, lab.after(now, 2), before, month, now, port=submission.random.randrange(3310, 3400))
    restores(submission, cloud, month)
    restores(submission, cloud, before, target="audit-2")


@exam.check(points=1)
def exam_no_snapshot(submission, cloud):
    """For a month without a good snapshot NoSnapshot names it, and nothing is restored."""
    before, month, now = months(submission)
    bank(cloud, now, before, now)
    lab.put_monthly(cloud, month, failed=True)
    lab.put(cloud, "a-copy", lab.begin_of(month), original=lab.begin_of(before))
    lab.put(cloud, "a-new-one", lab.begin_of(month), making=True)
    lab.share(cloud, month)
    raises(submission, cloud, month)


@exam.check(points=1)
def exam_automated(submission, cloud):
    """An automated snapshot of the month is none."""
    _, month, _ = months(submission)
    bank(cloud, month)
    raises(submission, cloud, month)


@exam.check(points=2)
def exam_which_snapshot(submission, cloud):
    """Of several in a month the last good one is taken, whatever the names say."""
    _, month, now = months(submission)
    bank(cloud, now)
    several(cloud, month)
    restores(submission, cloud, month, lab.books(month), about="last")


@exam.check(points=1)
def exam_copy(submission, cloud):
    """A copy shows the month in which its original was taken."""
    before, month, now = months(submission)
    bank(cloud, lab.after(now, 1), before, now)
    lab.put(cloud, "kept", lab.begin_of(now), original=lab.begin_of(month))
    restores(submission, cloud, month)


@exam.check(points=1)
def exam_many(submission, cloud):
    """All pages are read."""
    bank(cloud, "2026-07", "2026-05", "2026-06")
    crowd(submission, cloud, "2026-05", 101 + submission.random.randrange(90))


@exam.check(points=2)
def exam_slow_restore(submission, cloud):
    """A restore that takes up to four hours is waited for."""
    _, month, now = months(submission)
    bank(cloud, now, month)
    takes_long(submission, cloud, month, 235)  # eight usual waiters, one after the other, come to 236 minutes


@exam.check(points=1)
def exam_tagged(submission, cloud):
    """The new instance says which month it shows."""
    _, month, now = months(submission)
    bank(cloud, now, month)
    for _ in range(2):  # the second time after somebody has deleted what was restored
        restores(submission, cloud, month, target="for-the-auditor")
        has_tag(cloud, month, "for-the-auditor")
        with others_act(cloud):
            lab.rules(cloud).store().instances.pop("for-the-auditor")


@exam.check(points=1)
def exam_begun_before(submission, cloud):
    """A restore that an earlier call has begun is waited for."""
    _, month, now = months(submission)
    bank(cloud, now, month)
    goes_on(submission, cloud, month, submission.random.randrange(1, 40))


@exam.check(points=1)
def exam_begun_meanwhile(submission, cloud):
    """A restore that another call begins in the middle of this one is waited for as well."""
    _, month, now = months(submission)
    bank(cloud, now, month)
    begun_meanwhile(submission, cloud, month)


@exam.check(points=1)
def exam_snapshot_gone(submission, cloud):
    """What an earlier call has begun is handed over, also if the snapshot has been deleted since."""
    _, month, now = months(submission)
    bank(cloud, now, month)
    begun_and_pruned(submission, cloud, month)


@exam.check(points=1)
def exam_other_states(submission, cloud):
    """An instance that is created and then modified is not available before that is over."""
    _, month, now = months(submission)
    bank(cloud, now, month)
    modified_first(submission, cloud, month)


@exam.check(points=2)
def exam_name_taken(submission, cloud):
    """An instance of that name that is something else stays as it is, and the error comes out."""
    before, month, now = months(submission)
    bank(cloud, now, before, month)
    is_taken(submission, cloud, month, "loans")
    is_taken(submission, cloud, month, lab.DATABASE)
    begin(cloud, before, "audit-1")
    is_taken(submission, cloud, month, "audit-1")
    begin(cloud, before, "audit-2", **{"was-audit-of": month})
    is_taken(submission, cloud, month, "audit-2")
    for number, value in enumerate((f"{month}-trial", f"not-{month}"), 3):
        begin(cloud, before, f"audit-{number}", value, **{"Audit-Of": month})
        is_taken(submission, cloud, month, f"audit-{number}")


@exam.check(points=1)
def exam_errors(submission, cloud):
    """When AWS does not let it look or restore, or the new instance is gone meanwhile, that error comes out."""
    _, month, now = months(submission)
    bank(cloud, now, month)
    deleted_meanwhile(submission, cloud, month)
    lets_out(submission, cloud, month)
    lets_out(submission, cloud, month, begin_and_prune)
    lets_out(submission, cloud, month, lambda fresh, month: begin(fresh, month, "audit"), most=3)


@exam.check(points=2)
def exam_crash(submission, cloud):
    """Whatever happens to a request: the next call hands over the same database."""
    survives(submission, cloud, "2026-06")
