"""A question with several answers: read it, choose, see what speaks for and against your choice.

What counts is what the learner writes in a cell of the notebook; the quiz only helps to find it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.errors import CourseError
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, page, paragraphs, plain_only, prose

if TYPE_CHECKING:
    from course_lib.checks.question import Option, Question


def quiz(name: str, explain: bool = False) -> Quiz | Any:
    """Show an exercise's question.

    Args:
        name: of the exercise, which is also the variable that takes the letter.
        explain: show all explanations, once the exercise's check has passed.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open, or the exercise has no question.
    """
    if graded():
        return INERT
    from course_lib import lab, progress
    from course_lib.lessons import load_exercise
    from course_lib.pictures.note import Note

    loaded = load_exercise(lab.current().lesson, name)
    if loaded.question is None:
        raise CourseError(f"{name} has no question. Write its code and run check({name!r}).")
    if explain and not progress.passed(loaded.lesson, name):
        return Note(f'The explanations open when check("{name}") has passed.', "Choose a letter and check it first.")
    return Quiz(loaded.question, explain)


@dataclass
class Quiz:
    """What `quiz` gives back."""

    question: Question
    explained: bool = False
    _widget: Any = None

    @property
    def where(self) -> str:
        what = "the letters of all right answers" if self.question.several else "the letter of your answer"
        return f"Write {what} in the cell below, as in `{self.question.example}`."

    def __repr__(self) -> str:
        lines = [self.question.text.strip(), ""]
        for letter, option in self.question.options.items():
            lines.append(f"  {letter}  {option.text}")
            if self.explained:
                lines.append(f"     {option.explanation}")
        ending = self._answer if self.explained else self.where
        return "\n".join([*lines, "", ending])

    @property
    def html(self) -> str:
        ending = re.sub(r"\b[A-Z]\b", r"<b>\g<0></b>", self._answer) if self.explained else prose(self.where)
        options = "".join(self._option(letter, option) for letter, option in self.question.options.items())
        return f"{paragraphs(self.question.text)}{options}<p>{ending}</p>"

    @property
    def _answer(self) -> str:
        *others, last = self.question.answer
        return f"The answers are {', '.join(others)} and {last}." if others else f"The answer is {last}."

    def _option(self, letter: str, option: Option) -> str:
        kind = "good" if self.explained and letter in self.question.answer else "none"
        why = paragraphs(option.explanation) if self.explained else ""
        return f'<div class="course-box course-{kind}"><b>{escape(letter)}</b>&ensp;{prose(option.text)}{why}</div>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        from course_lib.checks.here.report import WIDGET, widgets_work

        shown = bundle(repr(self), self.html)
        if self.explained or plain_only() or not widgets_work():
            return shown
        self._widget = self._widget or quiz_widget(self)
        return {**shown, WIDGET: self._widget._repr_mimebundle_().get(WIDGET)}


def quiz_widget(shown: Quiz) -> Any:
    """The question with a button for each option; choosing one shows its explanation."""
    import ipywidgets as widgets

    question = shown.question
    text = widgets.HTML(page(paragraphs(question.text)))
    choice = widgets.RadioButtons(
        options=[(f"{letter}. {option.text}".replace("`", ""), letter) for letter, option in question.options.items()],
        value=None,
        layout=widgets.Layout(width="auto"),
    )
    choice.add_class("course-options")
    why = widgets.HTML()
    where = widgets.HTML(page(f"<p>{prose(shown.where)}</p>"))

    def explain(change: Mapping[str, Any]) -> None:
        option = question.options.get(change["new"])
        if option is not None:
            box = f"<p><b>About {escape(change['new'])}</b></p>{paragraphs(option.explanation)}"
            why.value = page(f'<div class="course-box course-none">{box}</div>')

    choice.observe(explain, names="value")
    return widgets.VBox([text, choice, why, where])
