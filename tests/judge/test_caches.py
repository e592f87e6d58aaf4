"""A cache in the judge: a client reaches a submission, its commands reach the judge, and nothing else does."""

from __future__ import annotations

import pytest

from autograder.catalog import load
from autograder.judge import Limits, judge_notebook
from course_lib.checks.kit import may_change

CELLS = """
import redis
from course_lib.aws.http.messages import Request
from course_lib.aws.services.redis.messages import Batch

def use(cache):
    cache.set("{a}1", "x", ex=60)
    with cache.pipeline(transaction=True) as pipe:
        pipe.watch("{a}1")
        value = pipe.get("{a}1")
        pipe.multi()
        pipe.set("{a}2", value * 2)
        pipe.incr("{a}3")
        done = pipe.execute()
    try:
        cache.lpush("{a}1", 1)
    except redis.ResponseError as error:
        return [done, cache.mget("{a}1", "{a}2", "{a}3"), str(error)]

def own_client(_):
    try:
        redis.Redis(host="10.0.1.1").get("a")
    except redis.RedisError as error:
        return type(error).__name__

def forgotten(cache):
    import gc
    for number in range(50):
        pipe = cache.pipeline(transaction=True)
        pipe.watch("a")
        pipe.mine = pipe
        del pipe
        cache.set("b", number)
    gc.collect()
    return cache.get("b")

def unknown(cache):
    return cache.geoadd("g", (1, 2, "x"))
"""


@pytest.fixture
def judge(demo_lesson, fork_server, monkeypatch):
    """Run a check on cells in the judge; its message, empty where it passed."""

    def run(check):
        def described(submission, cloud):
            """What the test tries."""
            may_change(cloud, "redis://*")
            check(submission, cloud)

        exam = load(demo_lesson, "claim").exam
        monkeypatch.setattr(exam, "checks", [])
        exam.check(points=1)(described)
        cells = [{"cell_type": "code", "metadata": {}, "source": CELLS}]
        result = judge_notebook({"cells": cells}, demo_lesson, Limits(), fork_server)
        (tried,) = result.exercises[0].checks
        return "" if tried.passed else f"{tried.verdict.value}: {tried.finding.problem}"

    return run


def test_a_submission_uses_the_checks_cache(judge):
    """Commands, transactions and errors are those of the check's cluster."""

    def check(submission, cloud):
        answer = submission.use(cloud.cache())
        error = "Operation against a key holding the wrong kind of value"
        assert answer == [["OK", 1], ["x", "xx", "1"], f"WRONGTYPE {error}"], answer
        assert cloud.cluster.do("MGET", "{a}1", "{a}2", "{a}3") == ["x", "xx", "1"]
        assert [entry.operation for entry in cloud.journal.learner_entries()] == [
            *("SET", "WATCH", "GET", "EXEC", "LPUSH", "MGET")
        ]

    assert judge(check) == ""


def test_a_client_of_its_own_reaches_nothing(judge):
    """Only the client that a call is handed has a way to a cluster."""

    def check(submission, cloud):
        assert submission.own_client(cloud.cache()) == "ConnectionError"
        assert cloud.journal.learner_entries() == []

    assert judge(check) == ""


def test_what_python_clears_away_sends_nothing(judge):
    """A pipeline that is forgotten while it watches disturbs no other request."""

    def check(submission, cloud):
        assert submission.forgotten(cloud.cache()) == "49"

    assert judge(check) == ""


def test_another_command_is_refused_by_name(judge):
    """The refusal is told in the learner's process."""
    message = judge(lambda submission, cloud: submission.unknown(cloud.cache()))
    assert "NotSimulated: The command GEOADD of Redis is not simulated." in message
