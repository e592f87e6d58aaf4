"""The exam of upsert_policy."""

from course_lib.checks import Exam
from course_lib.checks.kit import hard
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.practice.upsert_policy import (
    allows_the_handler,
    refuses_other_calls,
    refuses_other_services,
    refuses_other_tables,
)

exam = Exam()


def profiles(submission, cloud):
    """A table of a name that nobody knows before, beside the lesson's."""
    lab.prepare(cloud)
    chance = submission.random
    name = f"{chance.choice(['Game', 'Chess', 'Quiz'])}.{chance.randrange(100, 999)}_{chance.choice(['users', 'who'])}"
    lab.make(cloud, name, "player_id")
    return name


@exam.check(points=3)
def exam_handler(submission, cloud):
    """The handler works on a table of any name, for every player, also years later."""
    table = profiles(submission, cloud)
    somebody = "".join(submission.random.choices("BDkmxyz79", k=6))
    players = ("ana", "0", "a b/c*", hard.key("Zo"), "~", "\u4e2d", somebody)
    allows_the_handler(submission, cloud, table, players, days=(0, 1_000))


@exam.check(points=3)
def exam_other_calls(submission, cloud):
    """No other call is allowed on the table."""
    refuses_other_calls(submission, cloud, profiles(submission, cloud))


@exam.check(points=3)
def exam_other_tables(submission, cloud):
    """No other table is within reach, whatever it is called and wherever it is."""
    table = profiles(submission, cloud)
    others = (f"{table}-archive", f"all-{table}", table[:-1], table.swapcase())
    for other in others:
        lab.make(cloud, other, "player_id")
    refuses_other_tables(submission, cloud, table, ("players", "payments", *others))


@exam.check(points=1)
def exam_other_services(submission, cloud):
    """Nothing is allowed in other services."""
    refuses_other_services(submission, cloud, profiles(submission, cloud))
