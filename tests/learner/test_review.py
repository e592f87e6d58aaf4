"""Questions come back when they were missed, and an exam is drawn from all lessons."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from course_lib import history, mock_exam, review
from course_lib.checks.question import Option, Question
from course_lib.choosing import choose
from course_lib.mock_exam import Report, draw
from course_lib.review import Asked, Reply, Sheet, reply

TODAY = date(2026, 3, 2)


def asked(lesson: str, name: str, answer: tuple[str, ...] = ("B",)) -> Asked:
    options = {letter: Option(f"Text {letter}.", f"Why {letter}.") for letter in "ABC"}
    return Asked(lesson, Question(name, f"Which, {name}?", options, answer, "Goal.", "Part 1", ("a", "b", "c"), 1))


@pytest.fixture
def questions(nobody_before: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, Asked]:
    """Three questions of two lessons."""
    found = {each.id: each for each in (asked("one", "p"), asked("one", "q", ("A", "C")), asked("two", "r"))}
    for module in ("course_lib.review", "course_lib.mock_exam"):
        monkeypatch.setattr(import_module(module), "all_questions", lambda: found)
    return found


def now() -> str | None:
    """The question that is being asked."""
    name: str | None = history.content()["reviewing"]
    return name


def test_every_question_is_asked_once_before_any_comes_back(questions: dict[str, Asked]) -> None:
    """Right answers are not asked again today."""
    review(today=TODAY)
    seen = []
    for _ in questions:
        name = now()
        assert name
        seen.append(name)
        shown = review(", ".join(questions[name].question.answer), today=TODAY)
        assert shown.reply and shown.reply.right
    assert sorted(seen) == sorted(questions)
    assert shown.next is None
    assert shown.sentence == "Nothing else is due. The next question comes back on 2026-03-03."


def test_the_interval_grows_and_a_miss_starts_over(questions: dict[str, Asked]) -> None:
    """1, 3, 7, 16, 35 days after right answers in a row; today after a wrong one."""
    never = {name: {"box": 5, "due": "9999-01-01"} for name in questions if name != "two.r"}
    history.change(lambda kept: kept.update(cards=never))
    day, waits = TODAY, []
    review(today=day)
    for _ in range(6):
        assert now() == "two.r"
        review("b", today=day)
        due = date.fromisoformat(history.content()["cards"]["two.r"]["due"])
        waits.append((due - day).days)
        day = due
        review(today=day)
    assert waits == [1, 3, 7, 16, 35, 35]
    review("A", today=day)
    assert history.content()["cards"]["two.r"] == {"box": 0, "due": day.isoformat()}


def test_what_was_missed_in_a_lesson_comes_first(questions: dict[str, Asked]) -> None:
    """A wrong answer in the lesson makes its question due."""
    history.record_try("two", "r", "A")
    shown = review(today=TODAY)
    assert (now(), shown.title) == ("two.r", "Review: 1 due, 2 not asked yet")


def test_a_missed_question_does_not_follow_itself(questions: dict[str, Asked]) -> None:
    """Another one comes in between."""
    review(today=TODAY)
    first = now()
    shown = review("none", today=TODAY)
    assert shown.reply and not shown.reply.right
    assert now() not in (None, first)


def test_a_wrong_answer_is_explained(questions: dict[str, Asked]) -> None:
    """What was chosen and what is right are explained, and where it is taught is said; other options are not."""
    told = Reply(questions["two.r"], "A", False)
    assert repr(told) == ("Not right: you chose A.\nRight is B.\n  A  Why A.\n  B  Why B.\nLook again at two, Part 1.")
    assert '<a href="two/two.ipynb">two, Part 1</a>' in told.html
    assert "Why C." not in told.html


def test_a_button_answers_and_the_page_shows_what_came_of_it(questions: dict[str, Asked]) -> None:
    """The reply is shown once."""
    review()
    name = now()
    assert name
    reply("B")
    assert (shown := review()).reply and shown.reply.asked.id == name
    assert review().reply is None


def test_all_right_options_are_chosen_before_the_answer(questions: dict[str, Asked]) -> None:
    """The question stays while options are chosen and left out; then one button answers with those chosen."""
    never = {name: {"box": 5, "due": "9999-01-01"} for name in questions if name != "one.q"}
    history.change(lambda kept: kept.update(cards=never))
    first = review()
    assert first.next and "course:reply" not in first.html
    choose("review", "C")
    choose("review", "B")
    choose("review", "A")
    choose("review", "B")
    shown = review()
    assert shown.next and shown.next.choosing == first.next.choosing
    assert ">Answer A, C<" in shown.html and "✓&ensp;<b>A</b>" in shown.html and "✓&ensp;<b>B</b>" not in shown.html
    reply("A, C")
    told = review().reply
    assert told and told.right


def test_shown_again_the_same_question_waits(questions: dict[str, Asked]) -> None:
    """Even when another one has become due since."""
    review(today=TODAY)
    waiting = now()
    other = next(name for name in questions if name != waiting)
    history.change(lambda kept: kept.update(cards={other: {"box": 0, "due": TODAY.isoformat()}}))
    review(today=TODAY)
    assert now() == waiting


def test_an_exam_says_nothing_before_its_end(questions: dict[str, Asked]) -> None:
    """Then the total, the topics with the weakest first, and what was missed, which comes back in the review."""
    shown = mock_exam()
    for number in range(3):
        assert isinstance(shown, Sheet)
        assert shown.title == f"Mock exam: question {number + 1} of 3"
        assert "Why" not in repr(shown)
        shown = mock_exam("B")
    assert isinstance(shown, Report)
    assert shown.total == "Mock exam: 2 of 3 right (67%)"
    assert shown.topics == [("one", 1, 2), ("two", 1, 1)]
    assert [each.asked.id for each in shown.missed] == ["one.q"]
    assert repr(mock_exam()) == repr(shown)
    assert [(kept["right"], kept["of"]) for kept in history.content()["exams"]] == [(2, 3)]
    assert review(today=date.today()).title == "Review: 1 due, 0 not asked yet"
    assert isinstance(mock_exam(anew=True), Sheet)


def test_an_exam_goes_on_after_a_restart(
    questions: dict[str, Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the progress file."""
    (tmp_path / ".course").mkdir()
    (tmp_path / ".course" / "prepared.json").write_text("{}")
    mock_exam()
    mock_exam("B")
    monkeypatch.setattr(history, "_HERE", {})
    shown = mock_exam()
    assert isinstance(shown, Sheet) and shown.title == "Mock exam: question 2 of 3"


def test_an_exam_is_drawn_evenly() -> None:
    """A lesson with many questions does not crowd out the others; no question is asked twice."""
    many = [asked("one", f"p{number}") for number in range(50)] + [asked("two", f"q{number}") for number in range(4)]
    drawn = draw(many, 10)
    assert len(set(drawn)) == 10
    assert sum(name.startswith("two.") for name in drawn) == 4
    assert sorted(draw(many[:3], 30)) == ["one.p0", "one.p1", "one.p2"]


def test_all_the_courses_questions_can_be_asked(nobody_before: None) -> None:
    """The real ones: each is shown with all its options, by click or by typing."""
    from course_lib.review import all_questions

    assert len(all_questions()) >= 10
    shown = review(today=TODAY + timedelta(days=1))
    assert shown.next and len(shown.next.choosing.order) == len(shown.next.question.options)
    assert 'run `review("A' in repr(shown)
    assert shown.html.count('command="course:reply"') == len(shown.next.question.options)
