"""Four checks: a free seat, two calls in one instance, a seat that is taken, and a race. 1, 2, 1 and 3 points."""

from course_lib.lessons.attacked import data as seats

from course_lib.checks import Exam, expect
from course_lib.checks.explore import interleavings
from course_lib.checks.kit import may_change

exam = Exam()


def any_seat(submission):
    return f"{submission.random.randint(1000, 9999)}C"


@exam.check(points=1)
def free(submission, cloud):
    """A free seat is claimed."""
    seats.prepare(cloud)
    may_change(cloud, "seats/*")
    seat = any_seat(submission)
    expect(submission.claim(cloud.resource("dynamodb"), seat, "Cleo"), True, because="the seat was free")
    expect(seats.owner(cloud, seat), "Cleo", because="a claimed seat has an owner")


@exam.check(points=2)
def twice(submission, cloud):
    """Of two calls, one after the other, the second is told no."""
    seats.prepare(cloud)
    may_change(cloud, "seats/*")
    seat = any_seat(submission)
    expect(submission.claim(cloud.resource("dynamodb"), seat, "Dana"), True, because="the seat was free")
    expect(submission.claim(cloud.resource("dynamodb"), seat, "Emil"), False, because="the seat was taken")
    expect(seats.owner(cloud, seat), "Dana", because="she was first")


@exam.check(points=1)
def taken(submission, cloud):
    """A taken seat stays as it is."""
    seats.prepare(cloud)
    may_change(cloud, "seats/*")
    seat = any_seat(submission)
    seats.sell(cloud, seat, "Fay")
    expect(submission.claim(cloud.resource("dynamodb"), seat, "Gus"), False, because="the seat was taken")
    expect(seats.owner(cloud, seat), "Fay", because="the seat was taken")


@exam.check(points=3)
def race(submission, cloud):
    """When two race for a seat, one is told no."""
    seat = any_seat(submission)

    def one_winner(cloud, outcomes):
        may_change(cloud, "seats/*")
        answers = [outcome.value for outcome in outcomes]
        expect(sorted(map(str, answers)), ["False", "True"], because="one seat has one owner", advice="looks_first")
        winner = ["Ana", "Ben"][answers.index(True)]
        expect(seats.owner(cloud, seat), winner, because="the winner has the seat")

    interleavings(
        submission,
        cloud,
        prepare=seats.prepare,
        calls=lambda cloud: [
            submission.later.claim(cloud.resource("dynamodb", who=who), seat, who) for who in ("Ana", "Ben")
        ],
        holds=one_winner,
    )
