"""Questions of all lessons again: those that were missed come back, at growing intervals.

What has been answered right is asked again after 1, 3, 7, 16 and 35 days; what was missed, on the same day. In the
progress file:

    "cards": {"conditional_writes.exam_question": {"box": 2, "due": "2026-03-05"}},
    "reviewing": "consistency.exam_question"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib import history
from course_lib.choosing import answered, choosing
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, paragraphs, prose

if TYPE_CHECKING:
    from course_lib.checks.question import Question
    from course_lib.quiz import Quiz

DAYS = (0, 1, 3, 7, 16, 35)  # until a question is asked again, by how often it was answered right in a row


@dataclass(frozen=True)
class Asked:
    """A question and the lesson it is from."""

    lesson: str
    question: Question

    @property
    def id(self) -> str:
        return f"{self.lesson}.{self.question.name}"

    @property
    def taught(self) -> str:
        """Where the lesson teaches it."""
        return f"{self.lesson}, {self.question.section}"

    @property
    def link(self) -> str:
        """The lesson's notebook, from the start page."""
        return f"{self.lesson}/{self.lesson}.ipynb"


def all_questions() -> dict[str, Asked]:
    """Every question of the course, by id."""
    from course_lib.lessons import exercises, lessons, load_exercise

    loaded = (load_exercise(lesson, name) for lesson in lessons() for name in exercises(lesson))
    found = (Asked(each.lesson, each.question) for each in loaded if each.question)
    return {asked.id: asked for asked in found}


def is_right(question: Question, answer: str) -> bool:
    """Whether an answer names all right letters and no other."""
    from course_lib.checks.question import letters_of

    return letters_of(answer) == set(question.answer)


@dataclass(frozen=True)
class Reply:
    """What came of an answer."""

    asked: Asked
    answer: str
    right: bool

    def __repr__(self) -> str:
        question = self.asked.question
        head = "Right." if self.right else f"Not right: you chose {self.answer}."
        lines = [head, f"Right is {', '.join(question.answer)}."]
        lines += [f"  {letter}  {question.options[letter].explanation}" for letter in self._told]
        return "\n".join(lines if self.right else [*lines, f"Look again at {self.asked.taught}."])

    @property
    def _told(self) -> list[str]:
        """The letters that are explained: the chosen ones and the right ones."""
        from course_lib.checks.question import letters_of

        question = self.asked.question
        return [letter for letter in question.options if letter in letters_of(self.answer) | set(question.answer)]

    @property
    def html(self) -> str:
        question = self.asked.question
        head = "✓ Right." if self.right else f"✗ Not right: you chose {escape(self.answer)}."
        why = "".join(
            f"<p><b>{letter}</b>&ensp;{prose(question.options[letter].text)}</p>"
            f"{paragraphs(question.options[letter].explanation)}"
            for letter in self._told
        )
        link = f'<p>Look again at <a href="{self.asked.link}">{escape(self.asked.taught)}</a>.</p>'
        kind = "good" if self.right else "bad"
        return f'<div class="course-box course-{kind}"><p><b>{head}</b></p>{why}{"" if self.right else link}</div>'


@dataclass(frozen=True)
class Sheet:
    """What `review` and `mock_exam` give back: what came of the last answer, then the next question or a sentence."""

    title: str
    reply: Reply | None
    next: Quiz | None
    sentence: str = ""

    def __repr__(self) -> str:
        parts = [repr(part) for part in (self.reply, self.next) if part]
        return "\n\n".join(filter(None, [self.title, *parts, self.sentence]))

    @property
    def html(self) -> str:
        parts = [self.reply.html if self.reply else "", self.next.html if self.next else ""]
        sentence = paragraphs(self.sentence) if self.sentence else ""
        return f'<p class="course-title">{escape(self.title)}</p>{"".join(parts)}{sentence}'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)


_told: list[Reply] = []  # by a button; the next look at the page shows it


def review(answer: str | None = None, today: date | None = None) -> Sheet:
    """Ask a question of the whole course: one that was missed, or is due again, or has not been asked yet.

    Args:
        answer: to the question asked last, such as "C"; then what came of it is shown, and the next question.
        today: another day than today's date.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib.quiz import Quiz

    today = today or date.today()
    questions = all_questions()
    reply = _answer(questions, answer, today) if answer is not None else (_told.pop() if _told else None)
    cards = _cards(questions, today)
    due = _due(cards, today)
    fresh = [name for name in questions if name not in cards]
    title = f"Review: {len(due)} due, {len(fresh)} not asked yet"
    last = reply.asked.id if reply else ""
    waiting = history.content().get("reviewing") if reply is None else None
    first = [waiting] if waiting in (*due, *fresh) else []
    asked = next((name for name in [*first, *due, *fresh] if name != last), None)
    history.change(lambda content: content.__setitem__("reviewing", asked))
    if asked is None:
        return Sheet(title, reply, None, _nothing_due(cards, today))
    question = questions[asked].question
    return Sheet(title, reply, Quiz(question, replies="review", choosing=choosing("review", question)))


def reply(answer: str) -> None:
    """What a button does: take the answer; `review()` then shows what came of it."""
    given = _answer(all_questions(), answer, date.today())
    if given:
        _told[:] = [given]


def _answer(questions: Mapping[str, Asked], answer: str, today: date) -> Reply | None:
    asked = questions.get(history.content().get("reviewing") or "")
    if asked is None:
        return None
    answered("review")
    right = is_right(asked.question, answer)
    put_card(asked.id, right, today)
    return Reply(asked, answer.strip().upper(), right)


def put_card(name: str, right: bool, today: date) -> None:
    """Note an answer: right ones come back later and later, a wrong one today."""

    def put(content: dict[str, Any]) -> None:
        cards = content.setdefault("cards", {})
        box = min(cards.get(name, {"box": 0})["box"] + 1, len(DAYS) - 1) if right else 0
        cards.pop(name, None)  # it goes to the end
        cards[name] = {"box": box, "due": (today + timedelta(days=DAYS[box])).isoformat()}

    history.change(put)


def _cards(questions: Mapping[str, Asked], today: date) -> dict[str, dict[str, Any]]:
    """What has been answered; a question that was missed in its lesson is due."""
    content = history.content()
    missed = {
        f"{lesson}.{name}": {"box": 0, "due": today.isoformat()}
        for lesson, tried in content.get("tried", {}).items()
        for name in tried
    }
    cards = missed | content.get("cards", {})
    return {name: card for name, card in cards.items() if name in questions}


def _due(cards: Mapping[str, dict[str, Any]], today: date) -> list[str]:
    """What is due, what was missed first."""
    due = [name for name, card in cards.items() if card["due"] <= today.isoformat()]
    return sorted(due, key=lambda name: cards[name]["box"])


def _nothing_due(cards: Mapping[str, dict[str, Any]], today: date) -> str:
    later = sorted(card["due"] for card in cards.values() if card["due"] > today.isoformat())
    return f"Nothing else is due. The next question comes back on {later[0]}." if later else "Nothing else is due."
