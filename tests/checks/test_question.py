"""A question is a file: what it says is read as it stands, its checks follow, and what is wrong with one is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder import questions
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.question import exercise_of
from course_lib.checks.question_file import Malformed, read_question
from course_lib.checks.results import CheckResult, Verdict
from course_lib.checks.run import run_check
from course_lib.lessons import exercises, lessons, load_exercise

TOML = """\
section = 'Part 2, "The question"'
goal = "The chosen options keep the data."
answer = ["B", "D"]
points = 3
hints = ["Read.", "Think.", "Choose."]
text = '''
Two of these keep
the data.

    table.put_item(Item=item)

Which?
'''

[options.A]
text = "Delete it."
explanation = "No. It is gone."

[options.B]
text = '''
Keep
it.
'''
explanation = "Yes. It is there."

[options.C]
text = "Forget it."
explanation = "No. Nobody finds it."

[options.D]
text = "Copy it."
explanation = "Yes. It is there twice."
"""
ONE = TOML.replace('["B", "D"]', '"B"')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of the question `pick`."""
    (tmp_path / "some_lesson" / "questions").mkdir(parents=True)
    return tmp_path / "some_lesson" / "questions" / "pick.toml"


def results(file: Path, cloud: Any, toml: str, **answers: Any) -> list[CheckResult]:
    """What the visible checks and the exam say of an answer."""
    file.write_text(toml, encoding="utf-8")
    question = read_question(file)
    exercise = exercise_of(question)
    checks = [*exercise.checks, *questions.exam(question).checks]
    return [run_check(check, exercise, LocalSubmission(answers, "seed", cloud.clock), cloud) for check in checks]


def test_a_file_is_read_as_it_stands(file: Path) -> None:
    """Lines of a paragraph are joined, code keeps its lines; the file's name is the question's."""
    file.write_text(TOML, encoding="utf-8")
    question = read_question(file)
    assert question.name == "pick"
    assert question.text == "Two of these keep the data.\n\n    table.put_item(Item=item)\n\nWhich?"
    assert question.options["B"].text == "Keep it."
    assert (question.answer, question.several, question.points) == (("B", "D"), True, 3)
    assert question.hints == ("Read.", "Think.", "Choose.")


def test_the_contract_follows(file: Path) -> None:
    """Section and hints are the file's; each wrong option's explanation is the advice to whoever chose it."""
    file.write_text(ONE, encoding="utf-8")
    exercise = exercise_of(read_question(file))
    assert (exercise.call, exercise.section, exercise.hints[0]) == ("pick", 'Part 2, "The question"', "Read.")
    assert dict(exercise.advice) == {
        "letter": 'Assign one letter, such as pick = "A".',
        "A": "No. It is gone.",
        "C": "No. Nobody finds it.",
        "D": "Yes. It is there twice.",
    }


def test_one_right_letter_has_the_checks_it_always_had(file: Path, cloud: Any) -> None:
    """Grade books know them by these names; only the exam gives points."""
    found = results(file, cloud, ONE, pick="B")
    assert [(one.name, one.goal, one.points) for one in found] == [
        ("one_letter", "The answer is the letter of one option.", 0),
        ("best_option", "The chosen options keep the data.", 0),
        ("exam_best_option", "The chosen options keep the data.", 3),
    ]
    assert [one.secret for one in found] == [False, False, True]


def test_several_right_letters_have_names_that_say_so(file: Path, cloud: Any) -> None:
    """A name in the singular would be wrong."""
    assert [one.name for one in results(file, cloud, TOML, pick="BD")] == [
        "letters",
        "best_options",
        "exam_best_options",
    ]


@pytest.mark.parametrize("answer", ["B", "b", " b\n"])
def test_one_letter_is_right_however_it_is_written(file: Path, cloud: Any, answer: str) -> None:
    """A small letter names the same option, and blanks name none."""
    assert all(one.passed for one in results(file, cloud, ONE, pick=answer))


@pytest.mark.parametrize(
    "answer", ["BD", "DB", "b, d", "D;B", "B and D", " b\td\n", "B.D.", "B/D", "B & D", ["d", "B"], {"B", "D"}, "BBD"]
)
def test_order_and_separators_do_not_matter(file: Path, cloud: Any, answer: Any) -> None:
    """Several letters may stand in a text or in a collection, in any order, with anything usual in between."""
    assert all(one.passed for one in results(file, cloud, TOML, pick=answer))


@pytest.mark.parametrize(
    ("toml", "answers"), [(ONE, {}), (ONE, {"pick": None}), (TOML, {"pick": ""}), (TOML, {"pick": []})]
)
def test_no_answer_is_not_attempted(file: Path, cloud: Any, toml: str, answers: dict[str, Any]) -> None:
    """The stub gets no red crosses."""
    assert {one.verdict for one in results(file, cloud, toml, **answers)} == {Verdict.NOT_ATTEMPTED}


@pytest.mark.parametrize("answer", ["E", "BD", "B.", "all", " ", 2, ["B"], {"B": 1}, True])
def test_what_is_no_letter_of_an_option(file: Path, cloud: Any, answer: Any) -> None:
    """One letter is one letter; both checks fail and say what is wanted."""
    found = results(file, cloud, ONE, pick=answer)
    assert [(one.verdict, one.advice) for one in found] == [(Verdict.FAILED, "letter")] * 3


@pytest.mark.parametrize("answer", ["E", "B, E", ", ", "keep it", 2, ["B", 4], {"B": "D"}, [["B"], "D"]])
def test_what_is_no_letters_of_options(file: Path, cloud: Any, answer: Any) -> None:
    """Where several are right, a single foreign letter spoils the answer."""
    found = results(file, cloud, TOML, pick=answer)
    assert [(one.verdict, one.advice) for one in found] == [(Verdict.FAILED, "letter")] * 3


def test_a_wrong_letter_is_explained(file: Path, cloud: Any) -> None:
    """The first check passes, the others show the option's own explanation."""
    letter, *best = results(file, cloud, ONE, pick="c")
    assert letter.passed
    assert {(one.finding.problem, one.advice_text) for one in best} == {
        ("Option C does not do what is asked.", "No. Nobody finds it.")
    }


@pytest.mark.parametrize("answer", ["B", "D"])
def test_one_right_letter_missing(file: Path, cloud: Any, answer: str) -> None:
    """It is said that something is missing, and not what."""
    letters, *best = results(file, cloud, TOML, pick=answer)
    assert letters.passed
    assert {(one.finding.problem, one.advice) for one in best} == {("More than what you chose is right.", "missing")}


@pytest.mark.parametrize("answer", ["ABD", "A", "A, B"])
def test_one_wrong_letter_too_many(file: Path, cloud: Any, answer: str) -> None:
    """What is wrong is explained before anything is said of what is missing."""
    letters, *best = results(file, cloud, TOML, pick=answer)
    assert letters.passed
    assert {(one.finding.problem, one.advice) for one in best} == {("Option A does not do what is asked.", "A")}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("points = 3", "points =", "this is no TOML: Invalid value (at line 4, column 9)"),
        ("points = 3\n", "", "the question lacks `points`."),
        ("points = 3", "points = 0", "`points` of the question must be a number above 0, not 0."),
        ("points = 3", "points = -1", "`points` of the question must be a number above 0, not -1."),
        ("points = 3", "points = true", "`points` of the question must be a number above 0, not True."),
        ("points", "point", "the question has no `point`. Did you mean `points`?"),
        ("section", "xyz", "the question has no `xyz`. There is: section, goal, answer, points, hints, text, options."),
        ('"Choose."', "", "`hints` must be three texts."),
        ('"Choose."', "1", "`hints` must be three texts."),
        ('"Choose."', '" "', "`hints` must be three texts."),
        ('["B", "D"]', '"F"', "the answer 'F' is none of the options A, B, C, D."),
        ('["B", "D"]', '"BD"', "the answer 'BD' is none of the options A, B, C, D."),
        ('["B", "D"]', '["B", "B"]', "`answer` must name each right letter once."),
        ('["B", "D"]', '["B", ["D"]]', "the answer ['D'] is none of the options A, B, C, D."),
        ('["B", "D"]', "[]", '`answer` of the question must be a letter, or several: ["B", "D"], not [].'),
        ('["B", "D"]', '["A", "B", "C", "D"]', "every option is right, so there is nothing to ask."),
        ("options.A", "options.a", "the option 'a' must be named by one capital letter."),
        ('text = "Delete it."', "", "option A lacks `text`."),
        ('text = "Delete it."', 'text = ""', "`text` of option A must be a text, not ''."),
        ('text = "Delete it."', 'text = " "', "`text` of option A must be a text, not ' '."),
        ("explanation", "explanaton", "option A has no `explanaton`. Did you mean `explanation`?"),
    ],
)
def test_a_malformed_file_is_named_with_its_fault(file: Path, old: str, new: str, fault: str) -> None:
    """Whoever writes a question is told in which file what is wrong."""
    assert old in TOML
    file.write_text(TOML.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Malformed) as refused:
        read_question(file)
    assert str(refused.value) == f"some_lesson/questions/pick.toml: {fault}"


def test_a_name_that_no_variable_can_have(file: Path) -> None:
    """The learner could not assign anything to it."""
    other = file.with_name("which-one.toml")
    other.write_text(TOML, encoding="utf-8")
    with pytest.raises(Malformed, match="the file's name 'which-one' cannot be a variable's"):
        read_question(other)


def test_every_lesson_ends_with_a_question() -> None:
    """The files are found: a lesson's exercises are its practice modules and its questions."""
    asked = {lesson: [n for n in exercises(lesson) if load_exercise(lesson, n).question] for lesson in lessons()}
    assert all(asked.values())
