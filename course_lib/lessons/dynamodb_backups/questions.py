"""An exercise that is a question: the learner writes one letter."""

from course_lib.checks.exercise import Exam, Exercise, NotAttempted, require


def ask(name, question, section, hints, goal):
    """The exercise of a question, with its practice checks.

    Args:
        name: of the exercise, and of the variable that takes the letter.
        question: a `Question`.
        section: where in the notebook it stands.
        hints: three layers.
        goal: what the right option does, a sentence.
    """
    wrong = {letter: option.explanation for letter, option in question.options.items() if letter != question.answer}
    advice = {"letter": f'Assign one letter, such as {name} = "A".', **wrong}
    exercise = Exercise(call=name, section=section, hints=hints, advice=advice)

    def one_letter(submission, cloud):
        """The answer is the letter of one option."""
        letter = chosen(submission, name)
        options = ", ".join(question.options)
        problem = f"{letter!r:.60} is not the letter of an option."
        require(is_option(question, letter), problem, f"the options are {options}", advice="letter")

    exercise.check()(one_letter)
    exercise.check()(choice(name, question, goal, "best_option"))
    return exercise


def examine(name, question, goal):
    """The exam of a question."""
    exam = Exam()
    exam.check(points=2)(choice(name, question, goal, "exam_best_option"))
    return exam


def choice(name, question, goal, check):
    """The check that the letter is the right one; a wrong one is explained."""

    def best_option(submission, cloud):
        letter = chosen(submission, name)
        known = is_option(question, letter)
        problem = f"Option {letter} does not do what is wanted." if known else "This is not an option."
        require(letter == question.answer, problem, advice=letter if known else "letter")

    best_option.__doc__, best_option.__name__ = goal, check
    return best_option


def chosen(submission, name):
    """The learner's answer as a capital letter.

    Raises:
        NotAttempted: there is none yet.
    """
    answer = submission.value(name)
    if answer is None or answer == "":
        raise NotAttempted(f"Assign a letter to {name}.")
    return answer.strip().upper() if isinstance(answer, str) else answer


def is_option(question, letter):
    """Whether this is the letter of an option."""
    return isinstance(letter, str) and letter in question.options
