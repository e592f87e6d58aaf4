"""What only an instructor has of a question: its exam, the answer that `solution()` shows, and what proves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from course_lib.checks.exercise import Check, Exam
from course_lib.checks.question import Question, best_name, is_best, letters_name


@dataclass(frozen=True)
class Answer:
    """An answer that somebody could give.

    Attributes:
        name: of the fixture.
        letters: what is assigned.
        fails: the names of the checks that it must fail.
        advice: the keys of the advice it must show.
    """

    name: str
    letters: str
    fails: frozenset[str] = frozenset()
    advice: frozenset[str] = frozenset()

    def source(self, question: Question) -> str:
        return f"{question.name} = {self.letters!r}\n"


def exam(question: Question) -> Exam:
    """The hidden check of a question: the visible one again, for points."""
    name = f"exam_{best_name(question)}"
    return Exam([Check(name, question.goal, is_best(question), question.points, secret=True)])


def reference(question: Question) -> str:
    """The right answer, in the words of the notebook's cell."""
    what = "All right letters" if question.several else "One letter"
    answer = ", ".join(question.answer)
    return f'# {what}, for example: {question.example}\n{question.name} = "{answer}"\n'


def right_answers(question: Question) -> Iterator[Answer]:
    """The right letters, written differently."""
    answer = ", ".join(question.answer)
    yield Answer("lower_case", answer.lower())
    yield Answer("with_blanks", f" {answer} ")
    if question.several:
        yield Answer("other_order", ", ".join(reversed(question.answer)))
        yield Answer("no_separators", "".join(question.answer))
        yield Answer("in_words", " and ".join(question.answer))


def wrong_answers(question: Question) -> Iterator[Answer]:
    """Every wrong letter, what is no letter, and where several letters are right, one of them left out."""
    wrong = [letter for letter in question.options if letter not in question.answer]
    best = frozenset({best_name(question), f"exam_{best_name(question)}"})
    written_out = question.options[question.answer[0]].text
    yield Answer("whole_text", written_out, best | {letters_name(question)}, frozenset({"letter"}))
    for letter in wrong:
        yield Answer(f"option_{letter.lower()}", letter, best, frozenset({letter}))
    if question.several:
        for letter in wrong:
            one_too_many = ", ".join([*question.answer, letter])
            yield Answer(f"with_{letter.lower()}", one_too_many, best, frozenset({letter}))
        for letter in question.answer:
            one_missing = ", ".join(each for each in question.answer if each != letter)
            yield Answer(f"without_{letter.lower()}", one_missing, best, frozenset({"missing"}))
