from course_lib.checks import Exam, expect

exam = Exam()


@exam.check(points=1)
def right(submission, cloud):
    """The answer is right."""
    expect(submission.value("ANSWER"), "heron-4417", because="that is the bird we saw")
