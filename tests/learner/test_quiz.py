"""Questions with several answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import course_lib.lessons
from course_lib import progress, quiz
from course_lib.checks.question_file import read_question
from course_lib.errors import CourseError, NotFound
from course_lib.lab import Lab
from course_lib.quiz import Quiz, quiz_widget

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
        'The explanations open when check("which") has passed.\nChoose a letter and check it first.'
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


def test_choosing_shows_what_speaks_for_the_choice(asked: Path) -> None:
    """Nothing is chosen at first; a choice shows its own explanation and no other."""
    text, choice, why, where = quiz_widget(Quiz(read_question(asked))).children
    assert choice.value is None and why.value == ""
    assert [label for label, _ in choice.options] == ["A. Every <b>write</b>", "B. One with a ConditionExpression"]
    choice.value = "B"
    assert "DynamoDB looks and writes &lt;i&gt;in one step&lt;/i&gt;." in why.value
    choice.value = "A"
    assert "About A" in why.value and "one step" not in why.value
    assert "Which write refuses?" in text.value and "which = &quot;A&quot;" in where.value
