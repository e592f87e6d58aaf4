from course_lib.checks import Exercise, require

exercise = Exercise(call="ANSWER", section="Part 2", hints=("a bird", "a grey bird", "a bird and a number"))


@exercise.check()
def is_text(submission, cloud):
    """The answer is text."""
    require(isinstance(submission.value("ANSWER"), str), "Write text between quotes.")
