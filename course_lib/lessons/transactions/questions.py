"""What the lesson's exam questions have in common: one letter for an answer."""

from course_lib.checks.exercise import NotAttempted, require


def chosen_letter(submission, name):
    """The learner's answer as a capital letter.

    Raises:
        NotAttempted: there is none yet.
    """
    answer = submission.value(name)
    if answer is None or answer == "":
        raise NotAttempted(f"Assign a letter to {name}.")
    return answer.strip().upper() if isinstance(answer, str) else answer


def is_one_letter(submission, name, question):
    """The answer is the letter of one of the options."""
    letter = chosen_letter(submission, name)
    known = isinstance(letter, str) and letter in question.options
    options = ", ".join(question.options)
    require(known, f"{letter!r:.60} is not the letter of an option.", f"the options are {options}", advice="letter")


def chooses_best_option(submission, name, question):
    """The letter is the right one; a wrong one is explained."""
    letter = chosen_letter(submission, name)
    known = isinstance(letter, str) and letter in question.options
    problem = f"Option {letter} does not do what is asked." if known else "This is not an option."
    require(letter == question.answer, problem, advice=letter if known else "letter")


def advice_for(name, question):
    """An advice for each wrong option, its explanation, and one for what is no letter."""
    wrong = {letter: option.explanation for letter, option in question.options.items() if letter != question.answer}
    return {"letter": f'Assign one letter, such as {name} = "A".', **wrong}
