"""A question with several options: read it, choose, check; then see what speaks for and against each option.

A click on an option is the answer: it is written into the cell that counts, and checked. It can be typed there too.
What speaks for and against the options opens once the answer is right, or after two wrong ones.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.errors import CourseError
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, button, buttons, paragraphs, prose

if TYPE_CHECKING:
    from course_lib.checks.question import Option, Question
    from course_lib.choosing import Choosing
    from course_lib.pictures.note import Note


def quiz(name: str | None = None, explain: bool = False) -> Quiz | Note | Any:
    """Show an exercise's question.

    Args:
        name: of the exercise, which is also the variable that takes the letter; without it, the questions are listed.
        explain: show all explanations, once the exercise's check has passed, or after two wrong answers.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open, or the exercise has no question.
    """
    if graded():
        return INERT
    from course_lib import history, lab, progress
    from course_lib.lessons import exercises, load_exercise
    from course_lib.pictures.note import Note

    lesson = lab.current().lesson
    if name is None:
        found = [each for each in exercises(lesson) if load_exercise(lesson, each).question]
        calls = "\n".join(f'    quiz("{each}")' for each in found)
        return Note("quiz needs the name of a question. This lesson has:", calls or "    none")
    loaded = load_exercise(lesson, name)
    if loaded.question is None:
        raise CourseError(f"{name} has no question. Write its code and run check({name!r}).")
    if explain and not history.explains(lesson, name):
        return Note(
            f'The explanations open when check("{name}") has passed, or after {history.TRIES} wrong answers.',
            "Choose a letter and check it first.",
        )
    return Quiz(loaded.question, explain, _order(loaded.question, progress.find()))


def _order(question: Question, learner: object) -> tuple[str, ...]:
    """The letters in the order in which a learner sees the options: each learner in another one, always the same."""
    letters = list(question.options)
    if learner is not None:
        random.Random(f"{learner} {question.name}").shuffle(letters)
    return tuple(letters)


def explained(question: Question) -> Quiz:
    """The options with their explanations."""
    return Quiz(question, explained=True, only_options=True)


@dataclass(frozen=True)
class Quiz:
    """What `quiz` gives back.

    Attributes:
        question: what is asked.
        explained: whether the options are explained and the answer is named.
        order: the letters in the order in which they are shown; the question's own where it is empty.
        only_options: leave out the text.
        replies: the function that takes the answer, such as "review"; otherwise a cell of the notebook takes it.
        choosing: the order and what has been chosen, where a function takes the answer.
    """

    question: Question
    explained: bool = False
    order: tuple[str, ...] = ()
    only_options: bool = False
    replies: str = ""
    choosing: Choosing | None = None

    @property
    def where(self) -> str:
        if self.replies and self.question.several:
            return f'Choose all right answers, or run `{self.replies}("A, B")`.'
        if self.replies:
            return f'Click on your answer, or run `{self.replies}("A")`.'
        what = "the letters of all right answers" if self.question.several else "the letter of your answer"
        return f"Write {what} in the cell below, as in `{self.question.example}`."

    @property
    def _options(self) -> list[tuple[str, Option]]:
        order = self.choosing.order if self.choosing else self.order
        return [(letter, self.question.options[letter]) for letter in order or self.question.options]

    def __repr__(self) -> str:
        lines = [] if self.only_options else [self.question.text.strip(), ""]
        for letter, option in self._options:
            lines.append(f"  {letter}  {option.text}")
            if self.explained:
                lines.append(f"     {option.explanation}")
        ending = self._answer if self.explained else self.where
        return "\n".join([*lines, "", ending])

    @property
    def html(self) -> str:
        ending = re.sub(r"\b[A-Z]\b", r"<b>\g<0></b>", self._answer) if self.explained else prose(self.where)
        options = "".join(self._option(letter, option) for letter, option in self._options)
        text = "" if self.only_options else paragraphs(self.question.text)
        done = self._done if self.question.several and not self.explained else ""
        return f'{text}<div role="group" aria-label="Options">{options}</div>{done}<p>{ending}</p>'

    @property
    def _done(self) -> str:
        """The button for when all right answers have been chosen."""
        if not self.replies:
            return buttons(button("Check my answer", "check", exercise=self.question.name))
        answer = self.choosing.answer if self.choosing else ""
        if not answer:
            return ""
        return buttons(button(f"Answer {answer}", "reply", to=self.replies, answer=answer))

    @property
    def _chosen(self) -> set[str]:
        return self.choosing.letters if self.choosing else set()

    @property
    def _answer(self) -> str:
        *others, last = self.question.answer
        return f"The answers are {', '.join(others)} and {last}." if others else f"The answer is {last}."

    def _option(self, letter: str, option: Option) -> str:
        right = letter in self.question.answer
        chosen = "✓&ensp;" if letter in self._chosen else ""
        kind = "good" if self.explained and right else "none"
        why = paragraphs(option.explanation) if self.explained else buttons(self._choice(letter))
        text = f"{chosen}<b>{escape(letter)}</b>&ensp;{prose(option.text)}"
        return f'<div class="course-box course-{kind}">{text}{why}</div>'

    def _choice(self, letter: str) -> str:
        if self.replies and self.question.several:
            label = f"Leave {letter} out" if letter in self._chosen else f"Choose {letter}"
            return button(label, "mark", to=self.replies, letter=letter)
        if self.replies:
            return button(f"Answer {letter}", "reply", to=self.replies, answer=letter)
        if self.question.several:
            return button(f"Choose {letter}, or leave it out", "choose", exercise=self.question.name, letter=letter)
        return button(f"Answer {letter}", "answer", exercise=self.question.name, answer=letter)

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)
