"""Questions with several answers."""

from __future__ import annotations

import sys

import pytest

from autograder import catalog
from course_lib import progress, quiz
from course_lib.errors import CourseError, NotFound
from course_lib.lab import Lab
from course_lib.quiz import Option, Question, Quiz, quiz_widget

QUESTION = Question(
    "Which write refuses?\n\n    table.put_item(Item=item)\n\nChoose one.",
    {
        "A": Option("Every <b>write</b>", "A plain put replaces."),
        "B": Option("One with a `ConditionExpression`", "DynamoDB looks and writes <i>in one step</i>."),
    },
    "B",
)

ASKED = """\
Which write refuses?

    table.put_item(Item=item)

Choose one.

  A  Every <b>write</b>
  B  One with a `ConditionExpression`

Write the letter of your answer in the cell below, as in `claim = "A"`."""

EXPLAINED = """\
  A  Every <b>write</b>
     A plain put replaces.
  B  One with a `ConditionExpression`
     DynamoDB looks and writes <i>in one step</i>.

The answer is B."""


@pytest.fixture
def asked(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exercise `claim`, as if it were a question."""
    catalog.load("demo", "claim")
    practice = sys.modules["course_lib.lessons.demo.practice.claim"]
    monkeypatch.setattr(practice, "QUESTION", QUESTION, raising=False)


def test_asked(asked: None) -> None:
    """The question and its options, and where the letter goes; nothing says which is right."""
    shown = quiz("claim")
    assert repr(shown) == ASKED
    html = str(shown._repr_mimebundle_()["text/html"])
    assert "Every &lt;b&gt;write&lt;/b&gt;" in html
    assert "<pre>table.put_item(Item=item)</pre>" in html
    assert "One with a <code>ConditionExpression</code>" in html
    assert "replaces" not in html and "one step" not in html
    assert 'class="course-box course-good"' not in html


def test_explained_only_after_passing(asked: None) -> None:
    """All explanations open with the passed check."""
    assert repr(quiz("claim", explain=True)) == (
        'The explanations open when check("claim") has passed.\nChoose a letter and check it first.'
    )
    progress.record("demo", "claim")
    shown = quiz("claim", explain=True)
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


def test_the_answer_is_an_option() -> None:
    """A question whose answer is none of its options is refused where it is written."""
    with pytest.raises(ValueError, match="^The answer 'C' is none of the options A, B.$"):
        Question("?", QUESTION.options, "C")


def test_choosing_shows_what_speaks_for_the_choice() -> None:
    """Nothing is chosen at first; a choice shows its own explanation and no other."""
    text, choice, why, where = quiz_widget(Quiz("claim", QUESTION)).children
    assert choice.value is None and why.value == ""
    assert [label for label, _ in choice.options] == ["A. Every <b>write</b>", "B. One with a ConditionExpression"]
    choice.value = "B"
    assert "DynamoDB looks and writes &lt;i&gt;in one step&lt;/i&gt;." in why.value
    choice.value = "A"
    assert "About A" in why.value and "one step" not in why.value
    assert "Which write refuses?" in text.value and "claim = &quot;A&quot;" in where.value
