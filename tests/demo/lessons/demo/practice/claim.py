from course_lib.lessons.demo import data as demo

from course_lib.checks import Exercise, expect
from course_lib.checks.kit import may_change

exercise = Exercise(
    call="claim(dynamodb, seat, owner)",
    section="Part 1",
    hints=("Who looks?", "Let DynamoDB look.", "attribute_not_exists(seat)"),
    advice={"looks_first": "Put the condition in the write."},
)


@exercise.check()
def free_seat(submission, cloud):
    """A free seat is claimed, and the answer is True."""
    demo.prepare(cloud)
    may_change(cloud, "seats/12A")
    expect(submission.claim(cloud.resource("dynamodb"), "12A", "Ana"), True, because="12A was free")
    expect(demo.owner(cloud, "12A"), "Ana", because="a claimed seat has an owner")
