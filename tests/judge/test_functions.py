"""Functions in the judge: a submission makes them, and their code runs where no cell of the notebook has run."""

from __future__ import annotations

import pytest

from autograder.catalog import load
from autograder.judge import Limits, judge_notebook, run
from autograder.judge.sandbox import bubblewrap
from course_lib.aws.account import Cloud
from course_lib.checks import expect
from course_lib.checks.explore import crash_points, interleavings
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.kit import may_change
from course_lib.checks.submission import value_of

SERVICES = ("dynamodb", "lambda")
MAKE = """
import io, json, time, zipfile

OURS = "of the notebook"

def make(functions, source, name="nightly"):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("index.py", source)
    functions.create_function(
        FunctionName=name, Runtime="python3.13", Role="arn:aws:iam::111122223333:role/x", Handler="index.handler",
        Code={"ZipFile": content.getvalue()}, Timeout=30,
    )
    functions.get_waiter("function_active_v2").wait(FunctionName=name)

def call(functions, event, name="nightly"):
    answer = functions.invoke(FunctionName=name, Payload=json.dumps(event))
    return answer.get("FunctionError"), json.loads(answer["Payload"].read())
"""


@pytest.fixture
def judge(demo_lesson, fork_server, monkeypatch):
    """Run a check on cells in the judge; its message, empty where it passed."""
    monkeypatch.setattr(run, "services", lambda lesson: SERVICES)

    def judged(source, check, problems=(), **limits):
        def described(submission, cloud):
            """What the test tries."""
            prepare(cloud)
            check(submission, cloud)

        exam = load(demo_lesson, "claim").exam
        monkeypatch.setattr(exam, "checks", [])
        exam.check(points=1)(described)
        cells = [{"cell_type": "code", "metadata": {}, "source": each} for each in (MAKE, source)]
        result = judge_notebook({"cells": cells}, demo_lesson, Limits(**limits), fork_server)
        assert result.problems == problems
        (tried,) = result.exercises[0].checks
        return "" if tried.passed else f"{tried.verdict.value}: {tried.finding.problem}"

    return judged


def prepare(cloud):
    cloud.resource("dynamodb", who="course").create_table(
        TableName="counts",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    cloud.resource("dynamodb", who="course").Table("counts").put_item(Item={"id": "a", "n": 1})


def count(cloud):
    return int(cloud.resource("dynamodb", who="course").Table("counts").get_item(Key={"id": "a"})["Item"]["n"])


SEES = """
HANDLER = '''
import os, sys
def handler(event, context):
    main = vars(sys.modules["__main__"])
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    names = {*main, *(shell.user_ns if shell else {})}
    return ["OURS" in names, os.path.exists("/tmp/ours"), os.environ.get("OURS"), event]
'''

def tries(functions):
    import os
    open("/tmp/ours", "w").write(OURS)
    os.environ["OURS"] = OURS
    make(functions, HANDLER)
    return call(functions, {"a": 1})
"""


@pytest.mark.skipif(bubblewrap() is None, reason="bubblewrap is not installed")
def test_a_handler_sees_nothing_of_the_notebook(judge):
    """Neither names of its cells, nor what a call has written; only its event."""

    def check(submission, cloud):
        may_change(cloud, "*")
        told = submission.tries(cloud.client("lambda"))
        expect(list(told), [None, [False, False, None, {"a": 1}]], because="it is a process of its own")
        assert [entry.operation for entry in cloud.journal.entries("function nightly")] == []

    assert judge(SEES, check) == ""


ADDS = """
HANDLER = '''
import boto3
table = boto3.resource("dynamodb").Table("counts")
def handler(event, context):
    n = table.get_item(Key={"id": "a"}, ConsistentRead=True)["Item"]["n"]
    table.put_item(Item={"id": "a", "n": n + event["by"]})
    return int(n + event["by"])
'''

def tries(functions, by):
    try:
        make(functions, HANDLER)
    except functions.exceptions.ResourceConflictException:
        functions.get_waiter("function_active_v2").wait(FunctionName="nightly")
    return call(functions, {"by": by})[1]
"""


def test_each_fault_does_the_same_in_the_judge_and_in_a_notebook(judge):
    """What a function has done stays done, whatever becomes of whoever waits for it."""
    seen = []

    def crash(submission, cloud):
        def look(cloud, outcomes):
            may_change(cloud, "*")
            seen.append((count(cloud), [(each.ending, each.value) for each in outcomes]))

        def calls(cloud):
            return [submission.later.tries(cloud.client("lambda"), 5)]

        crash_points(submission, cloud, prepare, calls, look)

    assert judge(ADDS, crash) == ""
    remote, seen[:] = list(seen), []
    namespace = {}
    exec(MAKE + ADDS, namespace)
    with Cloud(services=SERVICES) as cloud:
        crash(LocalSubmission(namespace), cloud)
    assert remote == seen and len(seen) > 10
    assert {n for n, _ in seen} == {6, 11}  # the second try adds once more, where the first had


RACES = """
def tries(functions, by):
    return call(functions, {"by": by})[1]
"""


def test_a_function_runs_as_one_step_of_who_invokes_it(judge):
    """In every order of two callers; what it adds is lost in none."""
    seen = set()

    def race(submission, cloud):
        def begin(cloud):
            prepare(cloud)
            namespace = {}
            exec(MAKE + ADDS, namespace)
            LocalSubmission(namespace, "", cloud.clock).make(cloud.client("lambda", who="course"), namespace["HANDLER"])

        def calls(cloud):
            return [submission.later.tries(cloud.client("lambda", who=who), 5) for who in ("ana", "ben")]

        def look(cloud, outcomes):
            may_change(cloud, "*")
            seen.add((count(cloud), tuple(sorted(value_of(outcome) for outcome in outcomes))))

        interleavings(submission, cloud, begin, calls, look, weaker="the test is after every order's sum")

    assert judge(RACES, race) == ""
    assert seen == {(11, (6, 11))}


def test_cells_invoke_functions_too(judge):
    """With clients of their own, in an account that no check looks at."""
    source = """
import boto3
functions = boto3.client("lambda")
make(functions, "def handler(event, context): return event['a'] + 1")
ANSWER = call(functions, {"a": 1})
"""

    def check(submission, cloud):
        expect(list(submission.value("ANSWER")), [None, 2], because="it ran")

    assert judge(source, check) == ""


def test_a_function_that_never_ends_costs_its_invocation(judge):
    """Its caller is told that it timed out, and goes on."""
    source = """
def tries(functions):
    make(functions, "def handler(event, context):\\n    while True: pass")
    return call(functions, {})
"""

    def check(submission, cloud):
        may_change(cloud, "*")
        failed, told = submission.tries(cloud.client("lambda"))
        expect([failed, told["errorType"]], ["Unhandled", "Sandbox.Timedout"], because="it never ends")

    assert judge(source, check, call=3) == ""
