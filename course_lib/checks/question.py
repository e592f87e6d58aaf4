"""A question with several options, and the visible checks that follow from it. `question_file` reads one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.checks.exercise import Check, Exercise, Run
from course_lib.checks.expectations import NotAttempted, require
from course_lib.checks.submission import Submission

SEPARATORS = re.compile(r"[\s,;/+&.]+|\bAND\b")


@dataclass(frozen=True)
class Option:
    """One answer, and what speaks for or against it."""

    text: str
    explanation: str


@dataclass(frozen=True)
class Question:
    """A question, and where it belongs.

    Attributes:
        name: of the exercise, and of the variable that takes the answer.
        text: paragraphs, with empty lines between.
        options: by capital letter, in their order.
        answer: the letters of the right ones.
        goal: what the right options do, a sentence; it is the goal of the check.
        section: where in the notebook to look again.
        hints: three layers.
        points: what the exam gives for it.
    """

    name: str
    text: str
    options: Mapping[str, Option]
    answer: tuple[str, ...]
    goal: str
    section: str
    hints: tuple[str, str, str]
    points: float

    @property
    def several(self) -> bool:
        """Whether more than one letter is right."""
        return len(self.answer) > 1

    @property
    def example(self) -> str:
        """How an answer is written down."""
        return f'{self.name} = "A, B"' if self.several else f'{self.name} = "A"'


def exercise_of(question: Question) -> Exercise:
    """What the learner is asked to write, with the visible checks."""
    exercise = Exercise(question.name, question.section, question.hints, _advice(question))
    goal = "The answer is letters of options." if question.several else "The answer is the letter of one option."
    exercise.checks.append(Check(letters_name(question), goal, is_letters(question), section=question.section))
    exercise.checks.append(Check(best_name(question), question.goal, is_best(question), section=question.section))
    return exercise


def letters_name(question: Question) -> str:
    """The name of the check that the answer is made of letters of options."""
    return "letters" if question.several else "one_letter"


def best_name(question: Question) -> str:
    """The name of the check that the answer is right."""
    return "best_options" if question.several else "best_option"


def is_letters(question: Question) -> Run:
    """The check that the answer is made of letters of options."""

    def check(submission: Submission, cloud: Any) -> None:
        answer, letters = _chosen(submission, question)
        shown = answer.strip().upper() if isinstance(answer, str) else answer
        problem = f"{shown!r:.60} is not {'letters of options' if question.several else 'the letter of an option'}."
        require(bool(letters), problem, f"the options are {', '.join(question.options)}", advice="letter")

    return check


def is_best(question: Question) -> Run:
    """The check that all right letters were chosen and no other; a wrong one is explained."""

    def check(submission: Submission, cloud: Any) -> None:
        _, letters = _chosen(submission, question)
        require(bool(letters), "This is not an option.", advice="letter")
        for letter in sorted(letters - set(question.answer)):
            require(False, f"Option {letter} does not do what is asked.", advice=letter)
        require(letters == set(question.answer), "More than what you chose is right.", advice="missing")

    return check


def _advice(question: Question) -> dict[str, str]:
    advice = {"letter": f"Assign one letter, such as {question.example}."}
    if question.several:
        advice["letter"] = f"Assign the letters of all options that are right, such as {question.example}."
        advice["missing"] = "What you chose is right, but it is not all that is right. Look at the other options again."
    wrong = {letter: option for letter, option in question.options.items() if letter not in question.answer}
    return advice | {letter: option.explanation for letter, option in wrong.items()}


def _chosen(submission: Submission, question: Question) -> tuple[Any, set[str]]:
    """What the learner has assigned, and which options it names; none if it is anything else.

    Raises:
        NotAttempted: there is nothing yet.
    """
    answer = submission.value(question.name)
    if answer is None or answer == "" or answer == []:
        raise NotAttempted(f"Assign {'letters' if question.several else 'a letter'} to {question.name}.")
    letters = letters_of(answer) if question.several else {answer.strip().upper()} if isinstance(answer, str) else set()
    return answer, letters if letters <= set(question.options) else set()


def letters_of(answer: Any) -> set[str]:
    """The letters of an answer: what is in a text or in a collection of texts, whatever stands in between."""
    texts = answer if isinstance(answer, list | tuple | set | frozenset) else [answer]
    if not all(isinstance(text, str) for text in texts):
        return set()
    return set(SEPARATORS.sub("", ",".join(texts).upper()))
