"""What a call is handed stays as it was: the default of every check, in the notebook and in the judge."""

from __future__ import annotations

from decimal import Decimal

import pytest

from autograder.judge.host import Host
from autograder.judge.limits import Limits, Patience
from autograder.judge.remote import RemoteSubmission
from course_lib.aws.account import Cloud
from course_lib.checks import Check, Exercise, interleavings
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.results import CheckResult, Verdict
from course_lib.checks.run import run_check

EXERCISE = Exercise(call="f(item, number)", section="Part 1", hints=("a", "b", "c"))
ITEM = {"id": "a", "notes": ["call"], "tags": {"x", "y"}, "n": Decimal("1.5")}
HARMLESS = [
    "return dict(item, id='b')",
    "del item['id']; item['id'] = 'a'",
    "item['n'] = item.pop('n'); item['tags'].add('x')",
    "item = {}; number += 1",
]
HARMFUL = [
    "item['id'] = 'b'",
    "item['n'] = float(item['n'])",
    "item['notes'].append('twice')",
    "item['tags'].clear()",
    "item.clear(); raise KeyError",
]


@pytest.fixture(scope="module")
def fork_server():
    from autograder.judge.workers import ForkServer

    with ForkServer() as started:
        yield started


@pytest.fixture(params=["here", "judge"])
def judged(request, fork_server):
    """A check that calls f(item, number) with this body, here and in the judge."""

    def run(body: str, check=None) -> CheckResult:
        source = f"def f(item, number):\n    {body}"
        with Cloud() as cloud:
            if request.param == "here":
                space: dict[str, object] = {}
                exec(source, space)
                return run_check(check or calls_f(), EXERCISE, LocalSubmission(space), cloud)
            host = Host(fork_server, [source], Cloud, Patience(Limits()))
            submission = RemoteSubmission(host, cloud, "seed")
            try:
                return run_check(check or calls_f(), EXERCISE, submission, cloud)
            finally:
                submission.close()
                host.close()

    return run


def calls_f() -> Check:
    def check(submission, cloud):
        try:
            submission.f(ITEM, number=3)
        except Exception as error:
            assert "KeyError" in str(error)
        assert set(ITEM) == {"id", "notes", "tags", "n"}  # the check's own is never within reach

    return Check("c", "It works.", check)


@pytest.mark.parametrize("body", HARMLESS)
def test_what_is_as_before_in_the_end_is_left(judged, body):
    """A copy, a change back, the order of a dict's keys, a name bound anew."""
    assert judged(body).passed


@pytest.mark.parametrize("body", HARMFUL)
def test_a_changed_argument_fails_the_check(judged, body):
    """At any depth, also when the call raises; the parameter is named."""
    result = judged(body)

    assert result.verdict is Verdict.FAILED
    assert result.finding.problem == "`f` has changed `item`, which it was handed."
    assert result.finding.because == "the caller goes on using what it hands over; make a copy, and change that"


def test_it_is_the_same_for_callers_at_once(judged):
    """Of an exploration every call counts."""

    def check(submission, cloud):
        def calls(cloud):
            return [submission.later.f({"id": who}, 1) for who in ("Ana", "Ben")]

        interleavings(submission, cloud, lambda cloud: None, calls, lambda cloud, outcomes: None)

    result = judged("item['seen'] = True", Check("c", "It works.", check))
    assert result.finding.problem == "`f` has changed `item`, which it was handed."
