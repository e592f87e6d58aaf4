"""`check`, `hint`, `solution` and `exam` in a notebook."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any

import pytest

from autograder import catalog
from course_lib import check, exam, hint, progress, solution
from course_lib.checks.here.report import CheckReport, exercise_html
from course_lib.checks.results import CheckResult, ExerciseResult, Finding, Verdict
from course_lib.errors import CourseError, NotFound
from course_lib.lab import Lab
from tests.in_a_notebook import claims_well

NO_LAB = "^No lab is open yet. Run the cell near the top that says open_lab"


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the function `claim` among this module's globals, where `check` looks for it."""
    return lambda function: monkeypatch.setitem(globals(), "claim", function)


PASSED = """\
claim: 1 of 1 checks passed
Passed: A free seat is claimed, and the answer is True.

Well done. `solution("claim")` shows how we would write it."""

NOT_YET = """\
claim: 0 of 1 checks passed
Not yet: A free seat is claimed, and the answer is True.
  You called    claim(dynamodb, '12A', 'Ana')
  It returned   'sold'
  We expected   True
  Because       12A was free
  Look again at Part 1

`hint("claim")` gives a hint."""


def answers_in_words(dynamodb: Any, seat: str, owner: str) -> str:
    claims_well(dynamodb, seat, owner)
    return "sold"


def test_all_passed(lab: Lab, write: Any) -> None:
    """A right function passes; the report says so, and the progress is kept."""
    write(claims_well)
    report = check("claim")
    assert repr(report) == PASSED
    assert report.passed
    assert progress.passed("demo", "claim")


def test_by_function(lab: Lab, write: Any) -> None:
    """The function itself names its exercise."""

    def claimed(dynamodb: Any, seat: str, owner: str) -> bool:
        return claims_well(dynamodb, seat, owner)

    claimed.__name__ = "claim"
    write(claimed)
    assert check(claimed).passed


def test_not_passed(lab: Lab, write: Any) -> None:
    """A wrong function is told what happened, and where help is; nothing is recorded."""
    write(answers_in_words)
    report = check("claim")
    assert not report.passed
    assert repr(report) == NOT_YET
    assert not progress.passed("demo", "claim")


def test_not_defined_yet(lab: Lab) -> None:
    """Without the function, every check is not attempted."""
    report = check("claim")
    assert {each.verdict for each in report.result.checks} == {Verdict.NOT_ATTEMPTED}


def test_check_again_takes_the_code_as_it_is_then(lab: Lab, write: Any) -> None:
    """The button behind a report tries the function that the notebook holds now."""
    write(answers_in_words)
    report = check("claim")
    write(claims_well)
    assert report.again().passed
    assert progress.passed("demo", "claim")


def test_no_such_exercise(lab: Lab) -> None:
    """A slip gets a suggestion, whichever of the four is asked."""
    for ask in (check, hint, solution, exam):
        with pytest.raises(NotFound, match="^There is no exercise 'clam'. Did you mean 'claim'?"):
            ask("clam")


def test_not_a_name(lab: Lab) -> None:
    """Anything but a name or a function is told what to give."""
    with pytest.raises(
        CourseError, match='^Give the name of an exercise in quotes, such as check\\("register_sample"\\).'
    ):
        check(3)  # type: ignore[arg-type]


def test_no_lab(nobody_before: None) -> None:
    """Without a lab there is no lesson to look in."""
    for ask in (check, hint, solution, exam):
        with pytest.raises(CourseError, match=NO_LAB):
            ask("claim")


def test_errors_are_one_sentence_in_a_notebook() -> None:
    """IPython shows what this method returns in place of a traceback."""
    assert NotFound("table", "seat", ["seats"])._render_traceback_() == [  # type: ignore[attr-defined]
        "There is no table 'seat'. Did you mean 'seats'?"
    ]


def test_hints_come_one_after_the_other(lab: Lab) -> None:
    """Three layers, then where to go; a layer can be asked for."""
    assert [repr(hint("claim")) for _ in range(3)] == [
        "Hint 1 of 3 for claim\nWho looks?",
        "Hint 2 of 3 for claim\nLet DynamoDB look.",
        "Hint 3 of 3 for claim\nattribute_not_exists(seat)",
    ]
    assert repr(hint("claim")) == (
        "There are no more hints for claim.\n"
        '`solution("claim")` opens when all checks have passed. `hint("claim", layer=1)` starts over.'
    )
    assert repr(hint("claim", layer=2)) == "Hint 2 of 3 for claim\nLet DynamoDB look."
    with pytest.raises(CourseError, match="^claim has hints 1 to 3, no hint 4.$"):
        hint("claim", layer=4)


def test_button_and_function_share_the_hints(lab: Lab) -> None:
    """What the button under a report revealed is not shown again by `hint`."""
    report = check("claim")
    assert repr(report.next_hint()).startswith("Hint 1 of 3")
    assert repr(hint("claim")).startswith("Hint 2 of 3")


def test_solution_opens_after_passing(lab: Lab, write: Any) -> None:
    """Before, a kind sentence; afterwards the code, coloured where the viewer can."""
    assert repr(solution("claim")) == (
        "The solution of claim opens when all its checks have passed.\n"
        'Run `check("claim")`, or ask for a hint with `hint("claim")`.'
    )
    write(claims_well)
    check("claim")
    source = (catalog.load("demo", "claim").folder / "reference.py").read_text()
    shown = solution("claim")
    assert repr(shown) == source
    assert shown._repr_mimebundle_() == {
        "text/plain": source,
        "text/markdown": f"```python\n{source.rstrip()}\n```",
    }


def test_solution_opens_on_another_day(lab: Lab, tmp_path: Path) -> None:
    """What the progress file says counts as well."""
    (tmp_path / ".course").mkdir()
    (tmp_path / ".course" / "prepared.json").write_text("{}")
    (tmp_path / ".course" / "progress.json").write_text('{"schema": 1, "passed": {"demo": ["claim"]}}')
    assert "def claim(" in repr(solution("claim"))


def test_solution_that_was_not_shipped(lab: Lab, write: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where there is no reference.py, the learner is told who has it."""
    write(claims_well)
    check("claim")
    loaded = catalog.load("demo", "claim")
    elsewhere = catalog.Loaded(loaded.lesson, loaded.name, loaded.exercise, None, tmp_path, None)
    monkeypatch.setattr("autograder.here.load", lambda lesson, exercise: elsewhere)
    assert repr(solution("claim")) == "The solution of claim is with your instructor."
    with pytest.raises(
        CourseError, match="^The exam of claim is not on this machine: your instructor runs it when grading.$"
    ):
        exam("claim")


def test_exam_is_one_line_a_check(lab: Lab, write: Any) -> None:
    """The exam's report is text only: the total, then the verdict, goal and points of each check."""
    write(claims_well)
    report = exam("claim")
    first, *lines = repr(report).splitlines()
    assert first == f"claim: {report.result.max:g} of {report.result.max:g} points"
    assert [line[:10] for line in lines] == ["  Passed: "] * len(report.result.checks)
    assert lines[0].endswith(" points)")
    assert not hasattr(report, "_repr_mimebundle_")


# How a report looks


def result(*checks: CheckResult) -> ExerciseResult:
    return ExerciseResult("demo.claim", checks)


SCRIPT = "<script>alert('x')</script>"
FAILED = CheckResult(
    "race",
    "Of two callers one gets `True`.",
    Verdict.FAILED,
    finding=Finding(
        problem=f"It raised {SCRIPT}\n{SCRIPT}", call=SCRIPT, expected="False", got=SCRIPT, because=SCRIPT,
        printed=SCRIPT, timeline=f"  Ana │ {SCRIPT}",
    ),
    advice_text="Use `ConditionExpression`.",
    section='Part 1, "Writes"',
)  # fmt: skip


def test_report_as_html_escapes_everything() -> None:
    """Whatever the learner's code returned, raised or printed is shown, not run."""
    html = exercise_html(result(FAILED))
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;") == 7


def test_report_as_html() -> None:
    """A check says its verdict in a sign and in words, then label and text; only what did not pass is unfolded."""
    todo = [
        CheckResult(name, f"Goal {name}.", Verdict.NOT_ATTEMPTED, finding=Finding(problem="Write it.")) for name in "ab"
    ]
    html = exercise_html(result(CheckResult("free", "A free seat is sold.", Verdict.PASSED), FAILED, *todo))
    assert html.startswith('<p class="course-title">claim: 1 of 4 checks passed</p>')
    assert (
        '<div class="course-box course-good"><span class="course-verdict"><span aria-hidden="true">✓</span>Passed:'
        "</span>A free seat is sold.</div>"
    ) in html
    assert (
        '<details class="course-box course-bad" open><summary><span class="course-verdict">'
        '<span aria-hidden="true">✗</span>Not yet:</span>Of two callers one gets <code>True</code>.</summary>'
    ) in html
    assert "<dt>We expected</dt><dd><pre>False</pre></dd>" in html
    assert '<dd class="course-wide"><pre class="course-wide">  Ana │ ' in html
    assert "<dt>Try this</dt><dd>Use <code>ConditionExpression</code>.</dd>" in html
    assert "<dt>Look again at</dt><dd>Part 1, &quot;Writes&quot;</dd>" in html
    assert html.count("Not attempted:") == 2
    assert html.count('<details class="course-box course-none" open>') == 1


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_sign_and_a_word(verdict: Verdict) -> None:
    """No verdict is told by colour alone."""
    html = exercise_html(result(CheckResult("a", "Goal.", verdict)))
    word = CheckResult("a", "Goal.", verdict).headline.partition(":")[0]
    assert f"</span>{word}:</span>Goal." in html


def report_of(outcome: ExerciseResult) -> CheckReport:
    from course_lib.pictures.note import Note

    return CheckReport(outcome, lambda: outcome, lambda: Note("Hint 1 of 3 for claim", SCRIPT))


def test_outside_a_notebook_there_is_no_widget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text and HTML; with COURSE_PLAIN=1 the text alone."""
    report = report_of(result(FAILED))
    assert list(report._repr_mimebundle_()) == ["text/plain", "text/html"]
    monkeypatch.setenv("COURSE_PLAIN", "1")
    assert report._repr_mimebundle_() == {"text/plain": repr(report)}


def test_widget(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a notebook there is a button that checks again and one for hints; the report is made once."""
    import ipywidgets  # noqa: F401  # before IPython is replaced

    import course_lib.checks.here.report as module

    shell = types.SimpleNamespace(kernel=object())
    monkeypatch.setitem(__import__("sys").modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    assert module.widgets_work()
    monkeypatch.undo()

    report = report_of(result(FAILED))
    widget = module.check_widget(report)
    shown, buttons, hints = widget.children
    again, ask = buttons.children
    assert (again.description, ask.description) == ("Check again", "Hint")
    assert "Not yet:" in shown.value

    passed = result(CheckResult("race", "Goal.", Verdict.PASSED))
    report.again = lambda: passed
    again.click()
    assert "Not yet:" not in shown.value and "Passed:" in shown.value
    assert "Well done. <code>solution(&quot;claim&quot;)</code>" in shown.value
    assert not again.disabled and again.description == "Check again"

    ask.click()
    ask.click()
    assert [("Hint 1 of 3" in each.value, "<script" in each.value) for each in hints.children] == [(True, False)] * 2

    def fails() -> ExerciseResult:
        raise CourseError("No lab is open <yet>.")

    report.again = fails
    again.click()
    assert "No lab is open &lt;yet&gt;." in shown.value
    assert not again.disabled
