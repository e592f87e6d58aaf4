"""The judge, on a small lesson of the tests' own: what each kind of submission is told, and what it earns."""

from __future__ import annotations

import pytest

from autograder.judge import Limits
from autograder.judge.host import Host
from autograder.judge.limits import Patience
from autograder.judge.remote import RemoteSubmission
from course_lib.aws.account import Cloud

QUICK = Limits(cell=1, call=1)  # those of the fixture `judge`

GOOD = """
def claim(dynamodb, seat, owner):
    client = dynamodb.meta.client
    try:
        client.put_item(
            TableName="seats", Item={"seat": seat, "owner": owner}, ConditionExpression="attribute_not_exists(seat)"
        )
        return True
    except client.exceptions.ConditionalCheckFailedException:
        return False
"""
LOOKS_FIRST = """
def claim(dynamodb, seat, owner):
    table = dynamodb.Table("seats")
    if "Item" in table.get_item(Key={"seat": seat}):
        return False
    table.put_item(Item={"seat": seat, "owner": owner})
    return True
"""


def verdicts(result):
    return [check.verdict.value for check in result.exercises[0].checks]


def message(result, check=0):
    return result.exercises[0].checks[check].message


def test_a_right_solution_earns_everything(judge):
    result = judge(GOOD)

    assert (result.points, result.max, result.problems) == (3, 3, ())
    assert verdicts(result) == ["passed", "passed"]


def test_looking_first_is_caught_by_an_order_and_not_by_luck(judge):
    for _ in range(3):
        result = judge(LOOKS_FIRST)
        assert verdicts(result) == ["passed", "failed"]

    check = result.exercises[0].checks[1]
    assert check.advice_text == "Put the condition in the write."
    assert check.finding.timeline is not None
    assert "The order that broke it" in check.message


def test_an_exam_message_hides_the_inputs_and_the_expected_value(judge):
    result = judge("def claim(dynamodb, seat, owner): return 'maybe'")

    assert "We expected" not in message(result)
    assert "You called" not in message(result)
    assert "It returned   'maybe'" in message(result)


@pytest.mark.parametrize(
    ("source", "verdict", "words"),
    [
        ("def claim(dynamodb, seat, owner): raise NotImplementedError()", "not attempted", "Replace `raise NotImpl"),
        ("x = 1", "not attempted", "There is no function `claim` yet."),
        ("claim = 3", "not attempted", "There is no function `claim` yet."),
        (
            "def claim(dynamodb): pass",
            "failed",
            "`claim` is called with 3 arguments, but yours takes `claim(dynamodb)`",
        ),
        ("def claim(dynamodb, seat, owner): print('yes')", "failed", "Your function sent nothing to the `dynamodb`"),
        (
            "def claim(d, seat, owner):\n    d.Table('seats').scan()\n    print('yes')",
            "failed",
            "Your function printed something and returned None.",
        ),
        (
            "def claim(d, seat, owner): d.Table('seats').scan()",
            "failed",
            "Your function returned None. Is there a `return`",
        ),
        (
            "import boto3\ndef claim(d, seat, owner):\n    return boto3.resource('dynamodb').Table('seats').scan()",
            "failed",
            "Your function used an AWS client of its own",
        ),
        ("def claim(dynamodb, seat, owner): return owner.upcase()", "crashed", "AttributeError: 'str' object has no"),
        (
            "def claim(dynamodb, seat, owner): return claim(dynamodb, seat, owner)",
            "crashed",
            "called itself too deeply",
        ),
        ("import sys\ndef claim(dynamodb, seat, owner): sys.exit()", "crashed", "`claim` asked Python to exit"),
        ("import os\ndef claim(dynamodb, seat, owner): os._exit(0)", "crashed", "The process ended while `claim` ran"),
        ("def claim(dynamodb, seat, owner):\n    while True: pass", "timed out", "did not return within 1 second"),
    ],
)
def test_every_other_ending_earns_nothing_and_is_named(judge, source, verdict, words):
    result = judge(source)

    assert result.points == 0
    assert verdicts(result)[0] == verdict
    assert words in message(result)


def test_a_client_of_its_own_gets_no_advice_on_what_was_sent(judge):
    """What is wrong is said already, and whatever else seems wrong comes of that."""
    result = judge(
        "import boto3\n"
        "def claim(dynamodb, seat, owner):\n"
        "    boto3.resource('dynamodb').Table('seats').scan()\n"
        "    return True"
    )

    race = result.exercises[0].checks[1]
    assert "Your function used an AWS client of its own" in race.message
    assert (race.advice, race.advice_text) == (None, None)


def test_the_line_that_raised_is_shown_and_no_line_of_ours(judge):
    result = judge(
        "def claim(dynamodb, seat, owner):\n    table = dynamodb.Table('seats')\n    return table.nonsense()"
    )

    assert "line 3 of that cell: return table.nonsense()" in message(result)
    assert "autograder" not in message(result)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (
            "while True: pass",
            "The cell that begins with `while True: pass` did not end within 1 second, so it was skipped.",
        ),
        (
            "import os; os._exit(3)",
            "The cell that begins with `import os; os._exit(3)` ended the process, so it was skipped.",
        ),
        ("x = = 1", "The cell that begins with `x = = 1` stopped with SyntaxError: invalid syntax"),
        ("# why\n1 / 0", "The cell that begins with `1 / 0` stopped with ZeroDivisionError: division by zero"),
    ],
)
def test_a_broken_cell_costs_that_cell_only(judge, cell, problem):
    result = judge(cell, GOOD)

    assert result.points == 3
    assert [text[: len(problem)] for text in result.problems] == [problem]


@pytest.mark.parametrize("after", ["while True:\n    pass", "import os\nos._exit(3)"])
def test_what_stands_above_a_loop_that_never_ends_is_kept(judge, after):
    """Its functions, classes, imports and constants; in Jupyter they are there too when the loop is interrupted."""
    constant = GOOD.replace('"seats"', "TABLE")
    assert constant != GOOD
    result = judge(f"TABLE = 'seats'\n{constant}\n{after}")

    assert result.points == 3
    (problem,) = result.problems
    assert problem.endswith("so it was skipped. What it defines was kept.")


def test_a_cell_that_ends_the_process_by_what_it_defines_is_skipped_whole(judge):
    """A decorator or a default value runs as the function is defined."""
    result = judge("import os\n\ndef f(x=os._exit(3)):\n    pass", GOOD)

    assert result.points == 3
    (problem,) = result.problems
    assert problem.endswith("ended the process, so it was skipped.")


def test_a_call_that_ended_the_process_leaves_the_next_check_its_points(judge):
    result = judge(
        "import os\n" + LOOKS_FIRST.replace("    table.put", "    seat == '12A' and os._exit(1)\n    table.put")
    )

    assert verdicts(result) == ["passed", "crashed"]


def test_each_check_has_an_instance_of_its_own(judge):
    """What one check leaves in the process's memory is not there in the next."""
    remembers = GOOD.replace("def claim", "calls = []\ndef claim").replace(
        "    client =", "    calls.append(1)\n    if len(calls) > 1: return None\n    client ="
    )

    assert judge(remembers).points == 3


def test_the_same_submission_gets_the_same_inputs_and_another_gets_others(judge):
    tell = "def claim(dynamodb, seat, owner): return seat"

    assert message(judge(tell)) == message(judge(tell))
    seats = {message(judge(tell + f"  # {number}")) for number in range(4)}
    assert len(seats) > 1


def test_a_value_that_breaks_the_check_is_not_the_judges_fault(judge, monkeypatch):
    from autograder.catalog import load

    def check(submission, cloud):
        """The answer has a length."""
        from course_lib.lessons.demo import data as demo

        demo.prepare(cloud)
        assert submission.claim(cloud.resource("dynamodb"), "1A", "Ana") + 0 >= 0

    exam = load("demo", "claim").exam
    monkeypatch.setattr(exam, "checks", [])
    exam.check(points=1)(check)

    assert verdicts(judge("def claim(dynamodb, seat, owner): return 'text'")) == ["crashed"]
    monkeypatch.setattr("autograder.judge.run.compile", lambda *a: 1 / 0, raising=False)
    assert verdicts(judge("def claim(dynamodb, seat, owner): return 'text'")) == ["judge broken"]


def test_nothing_of_the_exam_is_in_the_process_that_runs_the_submission(judge):
    """The worker holds no exam, reference, practice or judge module, and no environment of ours."""
    spy = """
import sys, os
def claim(dynamodb, seat, owner):
    modules = [name for name in sys.modules if name.endswith((".exam", ".reference", ".practice")) or "judge" in name]
    return repr(modules + [name for name in os.environ if not name.startswith("AWS_") and name not in ALLOWED])
"""
    allowed = (
        "PATH HOME TMPDIR IPYTHONDIR MPLCONFIGDIR LANG LC_CTYPE PYTHONPATH PYTHONDONTWRITEBYTECODE PWD COURSE_GRADED "
        "MALLOC_ARENA_MAX TZ"
    )

    assert "It returned   '[]'" in message(judge(f"ALLOWED = {allowed.split()}", spy))


def test_the_machine_of_a_submission_is_not_in_utc(judge):
    """Whoever takes local time for UTC, or an instant for a time of the day, sees it here, on every machine."""
    local = """
import time
from datetime import datetime, UTC
def claim(dynamodb, seat, owner):
    now = datetime.now(UTC)
    wall = [datetime.now(), datetime.fromtimestamp(now.timestamp()), now.astimezone().replace(tzinfo=None)]
    wall.append(datetime(*time.localtime()[:6]))
    return repr([round((each - now.replace(tzinfo=None)).total_seconds() / 60) for each in wall])
"""

    assert "It returned   '[345, 345, 345, 345]'" in message(judge(local))


def test_pauses_take_no_time(judge):
    """A learner's own backoff moves the cloud's clock, which the time of day follows; nothing waits."""
    pauses = """
import time
from datetime import datetime, UTC
started = datetime.now(UTC)
def claim(dynamodb, seat, owner):
    before = datetime.now(UTC)
    time.sleep(40 * 60)
    try:
        return right(dynamodb, seat, owner)
    finally:
        late = datetime.now(UTC) - before
        if not (2400 <= late.total_seconds() < 2460 and (started.year, before.year) == (2026, 2026)):
            raise RuntimeError(f"{started} {late}")
"""
    result = judge(GOOD.replace("def claim", "def right"), pauses)

    assert verdicts(result) == ["passed", "passed"]


def test_the_lessons_own_cells_take_no_names_from_the_learner(fork_server):
    """A demonstration further down uses a helper's name, and an import's; the learner's function works on."""
    mine = """
from datetime import datetime
def double(number):
    return 2 * number
def claim():
    return double(21), datetime(2026, 3, 2).year
"""
    demonstration = "import datetime\ndouble = 'a picture'\ndel claim"
    for given, comes_to in [((demonstration,), (42, 2026)), ((), None)]:
        host = Host(fork_server, [mine, demonstration], Cloud, Patience(QUICK), given)
        with Cloud() as cloud:
            submission = RemoteSubmission(host, cloud, "seed")
            outcome = submission.run(submission.later.claim())
            submission.close()
        host.close()
        assert outcome.value == comes_to


@pytest.mark.parametrize(
    ("mine", "given"),
    [
        ("get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])", "limit = 5"),
        ("get_ipython().events.register('pre_run_cell', lambda *_: 1 / 0)", "limit = 5"),
        ("other = 0", "%precision 3\nlimit = 5"),
        ("limit = 5", "raise SystemExit"),
    ],
)
def test_the_lessons_own_cells_are_run_as_they_are(fork_server, mine, given):
    """Without IPython's hooks where they are plain Python, and with its magics where they are not."""
    host = Host(fork_server, [mine, given], Cloud, Patience(QUICK), [given])
    limit = host.value("limit")
    host.close()

    assert limit == 5
