"""The exam of repair."""

from decimal import Decimal

from course_lib.checks import Exam
from course_lib.checks.kit import hard, uses_what_it_is_handed
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.practice.repair import (
    GOOD,
    RESTORED,
    bad,
    lets_errors_out,
    meanwhile,
    others,
    prepare,
    prepare_pairs,
    repairs,
    repairs_in_parts,
    survives,
)

exam = Exam()


@exam.check(points=2)
def exam_damaged_items(submission, cloud):
    """Whatever an item held, it is as before, whole, and what the bad version has made is gone."""
    many = [{"sample_id": f"S-7{number:03}", "result": "negative"} for number in range(101)]  # more than a batch takes
    prepare(cloud, extra=[*hard.items("sample_id"), *many])
    alike = [{**lab.exact(item), "written_by": "3.1"} for item in lab.RESULTS[7:9]]  # it has written what was there
    lab.put(cloud, *alike)
    repairs(submission, cloud)
    repairs(submission, cloud)  # nothing is left to do


@exam.check(points=1)
def exam_others_stay(submission, cloud):
    """Items that other versions wrote stay, whatever the restored table has, and whatever the text is like."""
    version = submission.random.choice(["v#1", "3.1-rc", "caf\u00e9", "a'b", "3"])
    prepare(cloud)
    others(cloud, lab.TABLE, version)
    lab.put(cloud, {"sample_id": "S-3201", "result": "right", "written_by": "cafe\u0301"})
    lab.put(cloud, bad({"sample_id": "S-1001"}, version), bad({"sample_id": "S-4001"}, version))
    repairs(submission, cloud, version=version, advice=("others", "as_it_was"))


@exam.check(points=1)
def exam_nothing_to_do(submission, cloud):
    """Where the bad version has written nothing, nothing is written."""
    for name in (lab.TABLE, RESTORED):
        lab.make_table(cloud, name)
    repairs(submission, cloud)
    lab.put(cloud, *lab.RESULTS[:3])
    repairs(submission, cloud, advice=("others",))
    given = (lab.TABLE, RESTORED, "3.1")
    uses_what_it_is_handed(cloud, lambda who: submission.repair(cloud.client("dynamodb", who=who), *given))


@exam.check(points=2)
def exam_short_pages(submission, cloud):
    """Pages of the scan may hold little, or nothing, and a batch may be answered in part."""
    prepare(cloud, extra=[{"sample_id": f"S-5{submission.random.randrange(100):02}", "result": "positive"}])
    repairs_in_parts(submission, cloud)


@exam.check(points=2)
def exam_another_key(submission, cloud):
    """The key has one attribute or two, of any type and name."""
    prepare_pairs(cloud)
    repairs(submission, cloud, "visits", advice=("key", "as_it_was"))
    lab.make_indexed(cloud, "indexed", "result")  # whose description names more attributes than those of the key
    lab.put(cloud, *(bad({"sample_id": name}) for name in ("S-1003", "S-2001")), table="indexed")
    lab.make_table(cloud, "indexed-before")
    lab.put(cloud, *lab.RESULTS[:3], table="indexed-before")
    repairs(submission, cloud, "indexed", advice=("key", "as_it_was"), restored="indexed-before")
    one_key(submission, cloud, "N", [Decimal("1E-20"), Decimal(-7), Decimal(10**37 + 1), Decimal("0.5")])
    one_key(submission, cloud, "B", [b"\x00", b"\xff\xfe", b"7", b"nul\x00"])


def one_key(submission, cloud, kind, values):
    """Tables whose key is of this kind: the restored one has no item under the last of these values."""
    table, before = f"by-{kind}", f"by-{kind}-before"
    for name in (table, before):
        lab.make_numbered(cloud, name, kind)
    lab.put(cloud, *({"no": value, "size": index} for index, value in enumerate(values[:-1])), table=before)
    lab.put(cloud, *(bad({"no": value}) for value in values[1:]), table=table)
    repairs(submission, cloud, table, advice=("key", "as_it_was"), restored=before)


@exam.check(points=3)
def exam_corrected_meanwhile(submission, cloud):
    """Whatever request is under way, what somebody writes in the meantime stays."""
    meanwhile(submission, cloud, bad({}, GOOD))  # the same result and all, but for who has written it
    meanwhile(submission, cloud, {"result": "positive", "written_by": GOOD}, sample_id="S-2001")
    meanwhile(submission, cloud, {"result": "negative"})


@exam.check(points=2)
def exam_deleted_meanwhile(submission, cloud):
    """What somebody deletes in the meantime stays deleted."""
    meanwhile(submission, cloud, None)
    meanwhile(submission, cloud, None, sample_id="S-2001")


@exam.check(points=2)
def exam_errors(submission, cloud):
    """Whatever request fails, and keeps failing, the caller hears of it."""
    lets_errors_out(submission, cloud)


@exam.check(points=2)
def exam_any_crash(submission, cloud):
    """Whatever request fails, a second call does the rest."""
    survives(submission, cloud, [{"sample_id": "S-6001", "result": "positive", "value": Decimal("0.1")}])
