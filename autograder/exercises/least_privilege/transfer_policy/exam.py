"""The exam of transfer_policy."""

from course_lib.checks import Exam
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.practice.transfer_policy import (
    allows_purchases,
    refuses_other_calls,
    refuses_other_tables,
    refuses_outside,
)

exam = Exam()


def tables(submission, cloud):
    """Two tables of new names, of which the second begins like the first, beside the lesson's."""
    lab.prepare(cloud)
    players = f"Game{submission.random.randrange(100, 999)}"
    items = f"{players}.{submission.random.choice(['things', 'goods'])}"
    lab.make(cloud, players, "player_id")
    lab.make(cloud, items, "item_id")
    return players, items


@exam.check(points=2)
def exam_purchase(submission, cloud):
    """A purchase goes through, on tables of any name."""
    allows_purchases(submission, cloud, *tables(submission, cloud), buyers=("eve", "ä*", "0", "Zo~", " x"))


@exam.check(points=3)
def exam_outside(submission, cloud):
    """The same actions are refused outside a transaction."""
    refuses_outside(submission, cloud, *tables(submission, cloud))


@exam.check(points=3)
def exam_other_tables(submission, cloud):
    """What is allowed on one of the tables is refused on the other, and on every other table."""
    players, items = tables(submission, cloud)
    refuses_other_tables(submission, cloud, players, items, ("players", "items", "payments"))


@exam.check(points=3)
def exam_other_calls(submission, cloud):
    """No other call is allowed on either table, inside or outside a transaction, and none of another service."""
    refuses_other_calls(submission, cloud, *tables(submission, cloud))
