"""A mock exam: questions drawn across the lessons, no explanation until the end, then a report by topic.

An exam that was begun is in the progress file and goes on after a restart. What was missed comes back in `review`.

    "exam": {"questions": ["consistency.exam_question", ...], "answers": ["C"]},
    "exams": [{"when": "2026-03-02T10:15", "right": 21, "of": 30}]
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from course_lib import history
from course_lib.choosing import answered, choosing
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, paragraphs
from course_lib.review import Asked, Reply, Sheet, all_questions, is_right, put_card

LENGTH = 30  # questions, as far as there are so many


def mock_exam(answer: str | None = None, anew: bool = False) -> Sheet | Report:
    """Begin or go on with an exam.

    Args:
        answer: to the question asked last, such as "C".
        anew: begin a new one, whatever was begun.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib.quiz import Quiz

    questions = all_questions()
    exam = history.content().get("exam")
    if anew or not exam or any(name not in questions for name in exam["questions"]):
        exam = {"questions": draw(questions.values(), LENGTH), "answers": []}
    elif answer is not None and len(exam["answers"]) < len(exam["questions"]):
        answered("mock_exam")
        exam = {**exam, "answers": [*exam["answers"], answer.strip().upper()]}
        if len(exam["answers"]) == len(exam["questions"]):
            _close(questions, exam)
    history.change(lambda content: content.__setitem__("exam", exam))
    asked = [questions[name] for name in exam["questions"]]
    number = len(exam["answers"])
    if number == len(asked):
        return Report(tuple(_replies(asked, exam["answers"])))
    question = asked[number].question
    title = f"Mock exam: question {number + 1} of {len(asked)}"
    return Sheet(title, None, Quiz(question, replies="mock_exam", choosing=choosing("mock_exam", question)))


def reply(answer: str) -> None:
    """What a button does: take the answer; `mock_exam()` then shows the next question."""
    mock_exam(answer)


def draw(questions: Iterable[Asked], count: int) -> list[str]:
    """Questions by chance, as evenly from the lessons as they have them; their ids, mixed."""
    lessons: dict[str, list[str]] = {}
    for asked in questions:
        lessons.setdefault(asked.lesson, []).append(asked.id)
    for names in lessons.values():
        random.shuffle(names)
    drawn: list[str] = []
    while len(drawn) < count and any(lessons.values()):
        drawn += [names.pop() for names in lessons.values() if names][: count - len(drawn)]
    random.shuffle(drawn)
    return drawn


def _replies(asked: Sequence[Asked], answers: Sequence[str]) -> list[Reply]:
    return [Reply(each, answer, is_right(each.question, answer)) for each, answer in zip(asked, answers, strict=True)]


def _close(questions: dict[str, Asked], exam: dict[str, Any]) -> None:
    """Keep the result, and let what was missed come back."""
    replies = _replies([questions[name] for name in exam["questions"]], exam["answers"])
    right = sum(each.right for each in replies)
    kept = {"when": datetime.now().isoformat(timespec="minutes"), "right": right, "of": len(replies)}
    history.change(lambda content: content.setdefault("exams", []).append(kept))
    for each in replies:
        put_card(each.asked.id, each.right, date.today())


@dataclass(frozen=True)
class Report:
    """An exam that has ended: the total, each topic, and what was missed with the part that teaches it."""

    replies: tuple[Reply, ...]

    @property
    def total(self) -> str:
        right, of = sum(each.right for each in self.replies), len(self.replies)
        return f"Mock exam: {right} of {of} right" + (f" ({right / of:.0%})" if of else "")

    @property
    def topics(self) -> list[tuple[str, int, int]]:
        """Lesson, how many were right, how many there were; the weakest first."""
        lessons = dict.fromkeys(each.asked.lesson for each in self.replies)
        counted = [
            (lesson, sum(each.right for each in self.replies if each.asked.lesson == lesson),
             sum(each.asked.lesson == lesson for each in self.replies))
            for lesson in lessons
        ]  # fmt: skip
        return sorted(counted, key=lambda topic: topic[1] / topic[2])

    @property
    def missed(self) -> list[Reply]:
        return [each for each in self.replies if not each.right]

    ending = "`mock_exam(anew=True)` draws another one. What you missed comes back in `review()`."

    def __repr__(self) -> str:
        lines = [self.total, *(f"  {lesson}: {right} of {of}" for lesson, right, of in self.topics)]
        for each in self.missed:
            lines += ["", " ".join(each.asked.question.text.split())[:200], repr(each)]
        return "\n".join([*lines, "", self.ending])

    @property
    def html(self) -> str:
        rows = "".join(
            f'<tr><th scope="row"><a href="{lesson}/{lesson}.ipynb">{escape(lesson)}</a></th>'
            f'<td class="course-number">{right} of {of}</td></tr>'
            for lesson, right, of in self.topics
        )
        table = f'<div class="course-grid"><table><caption>By topic</caption>{rows}</table></div>'
        missed = "".join(
            f'<details class="course-box course-bad"><summary>{escape(each.asked.taught)}</summary>'
            f"{paragraphs(each.asked.question.text)}{each.html}</details>"
            for each in self.missed
        )
        return f'<p class="course-title">{escape(self.total)}</p>{table}{missed}{paragraphs(self.ending)}'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)
