from course_lib.lessons.attacked import data as seats

from course_lib.checks import Exercise, expect
from course_lib.checks.kit import may_change

exercise = Exercise(
    call="claim(dynamodb, seat, owner)",
    section="Part 1",
    hints=("Who looks?", "Let DynamoDB look.", "attribute_not_exists(seat)"),
    advice={"looks_first": "Put the condition in the write."},
)


@exercise.check()
def practice_seat(submission, cloud):
    """Seat 12A is claimed, and the answer is True."""
    seats.prepare(cloud)
    may_change(cloud, "seats/*")
    expect(submission.claim(cloud.resource("dynamodb"), "12A", "Ana"), True, because="12A was free")
