"""The exam of apply_fill."""

from decimal import Decimal

from course_lib.checks import Exam, expect_client_error
from course_lib.checks.kit import busy, comes_to_an_end, hard, may_change, uses_what_it_is_handed
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.practice.apply_fill import (
    ACCOUNT,
    counts_or_fails,
    deleted_meanwhile,
    fills,
    keeps_note,
    keeps_trying,
    race,
    steady,
)

exam = Exam()
WRITES = ("PutItem", "UpdateItem", "TransactWriteItems", "BatchWriteItem", "ExecuteStatement", "ExecuteTransaction")


def bought(submission):
    return submission.random.randrange(41, 1000)


@exam.check(points=2)
def exam_fills(submission, cloud):
    """Each fill is added to the position, and the quantity after it is returned."""
    lab.prepare(cloud)
    quantities = [bought(submission), -bought(submission), Decimal(bought(submission)) / 8]
    quantities += [quantities[0], quantities[0], -quantities[0], quantities[0]]  # an equal fill is another one
    fills(submission, cloud, submission.random.choice(["NORD", "MILA"]), quantities)
    may_change(cloud, f"positions/{ACCOUNT}/PAGE")
    uses_what_it_is_handed(
        cloud, lambda who: submission.apply_fill(cloud.resource("dynamodb", who=who), ACCOUNT, "PAGE", 1)
    )


@exam.check(points=1)
def exam_down_to_nothing(submission, cloud):
    """A position that comes to 0, or below, stays stored."""
    lab.prepare(cloud)
    fills(submission, cloud, "NORD", [-100, -bought(submission), 0])
    some = bought(submission)
    fills(submission, cloud, f"N{some}", [some, -some])
    fills(submission, cloud, f"Z{some}", [0, some])


@exam.check(points=1)
def exam_any_number(submission, cloud):
    """All digits of a quantity count."""
    lab.prepare(cloud)
    whole = hard.number(submission.random, digits=27, whole=True)
    fills(submission, cloud, "LONG", [whole, 1, -2])
    fills(submission, cloud, "FRAC", [Decimal("0.1"), Decimal("1E-20"), Decimal("-0.3")])


@exam.check(points=1)
def exam_new_position(submission, cloud):
    """The first fill of a position creates it, also when it is a short sale."""
    lab.prepare(cloud)
    fills(submission, cloud, f"N{bought(submission)}", [-bought(submission), bought(submission)])


@exam.check(points=3)
def exam_fills_at_once(submission, cloud):
    """However many fills come at once, all of them count and every caller is told the truth."""
    quantities = [bought(submission), 2000 + bought(submission), -bought(submission)]
    race(submission, cloud, "MILA", quantities[:2], steady)
    race(submission, cloud, "MILA", quantities, steady, limit=25)
    steady(cloud)
    keeps_trying(submission, cloud, "MILA", bought(submission))
    deleted_meanwhile(submission, cloud, "MILA", bought(submission))


@exam.check(points=1)
def exam_first_fills_at_once(submission, cloud):
    """First fills of a position that come at once count too."""
    race(submission, cloud, f"N{bought(submission)}", [bought(submission), 2000 + bought(submission)], steady)


@exam.check(points=1)
def exam_note_of_another(submission, cloud):
    """What another program writes into the item meanwhile stays."""
    lab.prepare(cloud)
    keeps_note(submission, cloud, "MILA", bought(submission), note=f"see {bought(submission)}")
    keeps_note(submission, cloud, f"N{bought(submission)}", bought(submission))


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When DynamoDB is too busy, or refuses for another reason, the caller gets that error, and no fill is counted."""
    counts_or_fails(submission, cloud, lab.prepare, "NORD", bought(submission))
    lab.prepare(cloud)
    because = "the fill was not stored"
    with (
        busy(cloud, *WRITES),
        comes_to_an_end(cloud),
        expect_client_error("ProvisionedThroughputExceededException", because, advice="catches_all"),
    ):
        submission.apply_fill(cloud.resource("dynamodb"), ACCOUNT, "NORD", bought(submission))
