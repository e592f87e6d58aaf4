"""`check`, `hint`, `solution` and `exam` in a notebook."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from autograder import catalog
from course_lib import check, exam, hint, history, progress, sent, solution
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


def test_a_check_changes_nothing_in_the_notebook(lab: Lab, write: Any) -> None:
    """What the learner's code does to the notebook's variables while it is checked is undone."""
    seen: list[str] = []

    def remembers(dynamodb: Any, seat: str, owner: str) -> bool:
        seen.append(seat)
        return claims_well(dynamodb, seat, owner)

    write(remembers)
    assert check("claim").passed
    assert seen == []


def test_without_a_name_the_exercises_are_listed(lab: Lab, write: Any) -> None:
    """Whoever does not know the name is told all of them, and which have passed."""
    for ask in (check, hint, solution):
        assert repr(ask()) == (
            f"{ask.__name__} needs the name of an exercise. This lesson has:\n"
            + f'    {ask.__name__}("claim")'.ljust(44) + "open"
        )  # fmt: skip
    write(claims_well)
    check("claim")
    assert repr(check()).endswith("passed")


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


def test_solution_opens_after_passing(lab: Lab, write: Any) -> None:
    """Before, a kind sentence; afterwards the code, coloured where the viewer can."""
    assert repr(solution("claim")).startswith(
        "The solution of claim opens when all its checks have passed.\n"
        'Run `check("claim")`, or ask for a hint with `hint("claim")`. Ask for the solution once more, and it opens'
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


def test_solution_opens_when_asked_for_twice(lab: Lab) -> None:
    """The first time the price is said; the second time it is paid, and remembered."""
    assert "The price: your progress then says of claim for good that you looked it up" in repr(solution("claim"))
    assert not history.looked_up("demo", "claim")
    assert "def claim(" in repr(solution("claim"))
    assert history.looked_up("demo", "claim")
    assert not progress.passed("demo", "claim")


def test_what_was_sent(lab: Lab, write: Any) -> None:
    """Each request of the last check, its outcome, its units, and what it comes to in dollars."""
    assert repr(sent("claim")) == 'claim has not been checked yet.\nRun `check("claim")` first.'
    write(claims_well)
    check("claim")
    assert repr(sent("claim")) == SENT
    assert "<table>" in str(sent("claim")._repr_mimebundle_()["text/html"])


SENT = """\
What claim sent, check by check. Races are tried in many orders and are not listed.

A free seat is claimed, and the answer is True.
number  operation  what                          result or error  capacity units
------  ---------  ----------------------------  ---------------  --------------
     1  PutItem    seats 12A (owner Ana) if      stored           1 write
                     attribute_not_exists(seat)
1 write. Done a million times, this costs $0.625."""


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
    assert (
        '<details class="course-more"><summary>Try this</summary><p>Use <code>ConditionExpression</code>.</p></details>'
    ) in html
    assert "<dt>Look again at</dt><dd>Part 1, &quot;Writes&quot;</dd>" in html
    assert html.count("Not attempted:") == 2
    assert html.count('<details class="course-box course-none" open>') == 1


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_sign_and_a_word(verdict: Verdict) -> None:
    """No verdict is told by colour alone."""
    html = exercise_html(result(CheckResult("a", "Goal.", verdict)))
    word = CheckResult("a", "Goal.", verdict).headline.partition(":")[0]
    assert f"</span>{word}:</span>Goal." in html


def report_of(outcome: ExerciseResult, notice: str | None = None) -> CheckReport:
    return CheckReport(outcome, ("Who looks?", "Let DynamoDB look.", f"`a` {SCRIPT}"), notice)


def test_report_is_text_and_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no widget: what is saved in a notebook needs no kernel. With COURSE_PLAIN=1 there is text alone."""
    report = report_of(result(FAILED))
    assert list(report._repr_mimebundle_()) == ["text/plain", "text/html"]
    monkeypatch.setenv("COURSE_PLAIN", "1")
    assert report._repr_mimebundle_() == {"text/plain": repr(report)}


def test_hints_open_one_inside_the_other() -> None:
    """The second is not seen before the first has been opened; a report that passed has none."""
    html = report_of(result(FAILED)).html
    layers = re.findall(r"<details class=\"course-hint\"><summary>(Hint \d)</summary>", html)
    assert layers == ["Hint 1", "Hint 2", "Hint 3"]
    assert html.count("</details></details></details>") == 1
    assert "<script" not in html
    assert "Hint 1" not in report_of(result(CheckResult("race", "Goal.", Verdict.PASSED))).html


def test_buttons_are_hidden_where_nothing_answers_them() -> None:
    """Each names a command and its exercise; only the course's extension makes them visible."""
    html = report_of(result(FAILED)).html
    assert html.count('<div class="course-buttons" hidden>') == 1
    linked = re.findall(r'data-commandlinker-command="([^"]+)" data-commandlinker-args="([^"]+)"', html)
    commands = ["check", "sent", "solution", "submit", "reset-exercise"]
    assert linked == [(f"course:{name}", "{&quot;exercise&quot;: &quot;claim&quot;}") for name in commands]


def test_a_notice_comes_first() -> None:
    """That another version was checked is said before what came of it, in text and HTML."""
    report = report_of(result(FAILED), "This is the version before: `x` < y.")
    assert repr(report).startswith("This is the version before: `x` < y.\n\nclaim: 0 of 1 checks passed\n")
    assert report.html.startswith(
        '<div role="group" aria-label="Result of checking claim"><p class="course-box course-notice">'
        "This is the version before: <code>x</code> &lt; y.</p>"
    )


def crashed(name: str, call: str, problem: str = "Your code raised ValueError: no") -> CheckResult:
    finding = Finding(problem=problem, call=call)
    return CheckResult(name, f"Goal {name}.", Verdict.CRASHED, finding=finding, section="Part 1")


def test_the_same_finding_is_said_once() -> None:
    """Checks that crashed alike are told together, whatever they called; others stay where they are."""
    passed = CheckResult("ok", "Goal ok.", Verdict.PASSED)
    outcome = result(crashed("a", "f(1)"), passed, crashed("b", "f(2)"), crashed("c", "f(3)", "Another."))
    assert outcome.message == (
        "claim: 1 of 4 checks passed\n"
        "Crashed: Goal a.\nCrashed: Goal b.\n"
        "  Your code raised ValueError: no\n  You called    f(1)\n  Look again at Part 1\n"
        "Passed: Goal ok.\n"
        "Crashed: Goal c.\n  Another.\n  You called    f(3)\n  Look again at Part 1"
    )
    assert exercise_html(outcome).count("ValueError: no") == 1


def test_an_endless_loop_is_said_once() -> None:
    """Whichever of its lines each check was stopped at."""
    stopped = [
        CheckResult(name, f"Goal {name}.", Verdict.TIMED_OUT, finding=Finding(problem=f"It was stopped.\nline {line}"))
        for name, line in (("a", 2), ("b", 3))
    ]
    assert result(*stopped).message.count("It was stopped.") == 1


def test_findings_that_differ_are_said_each() -> None:
    """Two checks that failed with other values are two findings."""
    checks = [
        CheckResult(name, f"Goal {name}.", Verdict.FAILED, finding=Finding(call=f"f({name})", got="1", expected=name))
        for name in "ab"
    ]
    assert result(*checks).message.count("It returned   1") == 2


def test_long_values_are_shortened_and_the_reason_is_kept() -> None:
    """A ciphertext is known by its beginning; why it is wrong is said whole."""
    secret = "A" * 300
    finding = Finding(call=f"f('{secret}')", got=f"'{secret}'", because="x " * 200)
    html = exercise_html(result(CheckResult("a", "Goal.", Verdict.FAILED, finding=finding)))
    assert secret not in html
    assert html.count("…(240 characters left out)…") == 2
    assert "x " * 199 + "x" in html
