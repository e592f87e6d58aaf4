from course_lib.lessons.demo import data as demo

from course_lib.checks import Exam, expect
from course_lib.checks.explore import interleavings
from course_lib.checks.kit import may_change

exam = Exam()


@exam.check(points=1)
def other_seat(submission, cloud):
    """Any free seat is claimed."""
    demo.prepare(cloud)
    may_change(cloud, "seats/*")
    seat = f"{submission.random.randint(1, 40)}C"
    expect(submission.claim(cloud.resource("dynamodb"), seat, "Cleo"), True, because="the seat was free")
    expect(demo.owner(cloud, seat), "Cleo", because="a claimed seat has an owner")


@exam.check(points=2)
def one_winner(submission, cloud):
    """When two race for a seat, one is told no."""

    def one_wins(cloud, outcomes):
        may_change(cloud, "seats/12A")
        answers = sorted(str(outcome.value) for outcome in outcomes)
        expect(answers, ["False", "True"], because="one seat has one owner", advice="looks_first")

    interleavings(
        submission,
        cloud,
        prepare=demo.prepare,
        calls=lambda cloud: [
            submission.later.claim(cloud.resource("dynamodb", who=who), "12A", who) for who in ("Ana", "Ben")
        ],
        holds=one_wins,
    )
