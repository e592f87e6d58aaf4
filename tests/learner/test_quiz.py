"""Questions with several answers."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

import course_lib.lessons
from course_lib import check, history, progress, quiz
from course_lib.checks.here.report import CheckReport
from course_lib.checks.question_file import read_question
from course_lib.errors import CourseError, NotFound
from course_lib.lab import Lab
from course_lib.quiz import Quiz

ONE = """\
section = "Part 1"
goal = "The write refuses."
answer = "B"
points = 2
hints = ["Read.", "Think.", "Choose."]
text = '''
Which write
refuses?

    table.put_item(Item=item)

Choose one.
'''

[options.A]
text = "Every <b>write</b>"
explanation = "A plain put replaces."

[options.B]
text = "One with a `ConditionExpression`"
explanation = "DynamoDB looks and writes <i>in one step</i>."
"""
ANOTHER = """
[options.C]
text = "A transaction with one"
explanation = "It refuses too."
"""

ASKED = """\
Which write refuses?

    table.put_item(Item=item)

Choose one.

  A  Every <b>write</b>
  B  One with a `ConditionExpression`

Write the letter of your answer in the cell below, as in `which = "A"`."""

EXPLAINED = """\
  A  Every <b>write</b>
     A plain put replaces.
  B  One with a `ConditionExpression`
     DynamoDB looks and writes <i>in one step</i>.

The answer is B."""


@pytest.fixture
def asked(lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The question `which` in the lesson `demo`; its file."""
    path = tmp_path / "lessons" / "demo" / "questions" / "which.toml"
    path.parent.mkdir(parents=True)
    path.write_text(ONE, encoding="utf-8")
    monkeypatch.setattr(course_lib.lessons, "__path__", [*course_lib.lessons.__path__, str(tmp_path / "lessons")])
    course_lib.lessons.load_exercise.cache_clear()
    return path


def test_asked(asked: Path) -> None:
    """The question and its options, and where the letter goes; nothing says which is right."""
    shown = quiz("which")
    assert repr(shown) == ASKED
    html = str(shown._repr_mimebundle_()["text/html"])
    assert "Every &lt;b&gt;write&lt;/b&gt;" in html
    assert "<pre>table.put_item(Item=item)</pre>" in html
    assert "One with a <code>ConditionExpression</code>" in html
    assert "replaces" not in html and "one step" not in html
    assert 'class="course-box course-good"' not in html


def test_explained_only_after_passing(asked: Path) -> None:
    """All explanations open with the passed check."""
    assert repr(quiz("which", explain=True)) == (
        'The explanations open when check("which") has passed, or after 2 wrong answers.\n'
        "Choose a letter and check it first."
    )
    progress.record("demo", "which")
    shown = quiz("which", explain=True)
    assert repr(shown).endswith(EXPLAINED)
    html = str(shown._repr_mimebundle_()["text/html"])
    assert html.count('class="course-box course-good"') == 1
    assert "<i>" not in html


def test_no_such_question(lab: Lab) -> None:
    """An exercise without a question says so; a slip gets a suggestion."""
    with pytest.raises(CourseError, match="^claim has no question. Write its code and run check\\('claim'\\).$"):
        quiz("claim")
    with pytest.raises(NotFound, match="^There is no exercise 'clam'. Did you mean 'claim'?"):
        quiz("clam")


def test_several_right_answers(asked: Path) -> None:
    """The example shows how several letters are written; the explanation marks and names all that are right."""
    asked.write_text(ONE.replace('answer = "B"', 'answer = ["C", "B"]') + ANOTHER, encoding="utf-8")
    assert repr(quiz("which")).endswith(
        'Write the letters of all right answers in the cell below, as in `which = "A, B"`.'
    )
    progress.record("demo", "which")
    shown = quiz("which", explain=True)
    assert repr(shown).endswith("\nThe answers are B and C.")
    assert shown.html.count('class="course-box course-good"') == 2
    assert shown.html.endswith("<p>The answers are <b>B</b> and <b>C</b>.</p>")


def test_a_click_is_the_answer(asked: Path) -> None:
    """Each option has a button that writes its letter and checks it; nothing is explained before."""
    html = quiz("which").html
    given = re.findall(r'data-commandlinker-command="course:answer" data-commandlinker-args="([^"]+)"', html)
    assert [json.loads(unescape(each)) for each in given] == [{"exercise": "which", "answer": each} for each in "AB"]
    assert 'command="course:answer"' not in Quiz(read_question(asked), explained=True).html


def test_several_letters_are_chosen_and_then_checked(asked: Path) -> None:
    """With several right letters a click adds or takes out one; a button of its own checks."""
    asked.write_text(ONE.replace('answer = "B"', 'answer = ["C", "B"]') + ANOTHER, encoding="utf-8")
    html = quiz("which").html
    assert html.count('command="course:choose"') == 3
    assert html.count('command="course:check"') == 1


def test_the_options_order_is_the_learners_own(asked: Path, tmp_path: Path) -> None:
    """In a learner's folder the order comes from the folder and stays; the letters stay with their options."""
    letters = "ABCDEFGH"
    options = "".join(f'[options.{letter}]\ntext = "Text {letter}"\nexplanation = "Why."\n' for letter in letters)
    asked.write_text(ONE.partition("[options.A]")[0] + options, encoding="utf-8")
    assert quiz("which").order == tuple(letters)
    (tmp_path / ".course").mkdir()
    (tmp_path / ".course" / "prepared.json").write_text("{}")
    order = quiz("which").order
    assert quiz("which").order == order != tuple(letters)
    shown = re.findall(r"^  ([A-H])  Text \1$", repr(quiz("which")), re.MULTILINE)
    assert tuple(shown) == order


def answer(monkeypatch: pytest.MonkeyPatch, letter: str) -> CheckReport:
    monkeypatch.setitem(globals(), "which", letter)
    report = check("which")
    assert isinstance(report, CheckReport)
    return report


def test_two_wrong_answers_open_the_explanations(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One wrong answer explains itself only; the same again counts once; what is no option counts not at all."""
    asked.write_text(ONE + ANOTHER, encoding="utf-8")
    assert [answer(monkeypatch, letter).explanations for letter in ("A", "a", "Z", "")] == [None] * 4
    assert history.tries("demo", "which") == ["A"]
    report = answer(monkeypatch, "C")
    assert "A transaction with one" in repr(report) and "The answer is B." in repr(report)
    assert repr(quiz("which", explain=True)).endswith("The answer is B.")


def test_the_right_answer_opens_the_explanations(asked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All options are explained below the report."""
    assert repr(answer(monkeypatch, "B")).endswith(EXPLAINED)


def test_without_a_name_the_questions_are_listed(asked: Path) -> None:
    """Only what has a question is listed."""
    assert repr(quiz()) == 'quiz needs the name of a question. This lesson has:\n    quiz("which")'
