"""Instances that run more than one check or order: fewer processes, and no other verdict."""

from __future__ import annotations

import pytest

from autograder.judge import Limits
from autograder.judge.host import Host
from autograder.judge.limits import Patience
from autograder.judge.remote import RemoteSubmission
from course_lib.aws.account import Cloud
from course_lib.aws.layers.faults import Throttle
from course_lib.checks.explore import interleavings
from tests.aws.test_core import make_table
from tests.judge.test_judge import GOOD, LOOKS_FIRST, verdicts
from tests.judge.test_transcripts import calls

COUNTS = GOOD.replace("    client =", "    made.append(1)\n    WHEN\n    client =").replace("def", "made = []\ndef")
DRAWS = """
import random, uuid
def claim(dynamodb, who):
    return [str(uuid.uuid4()), random.random()]
"""

PUTS = """
def puts(dynamodb):
    for _ in range(100):
        try:
            dynamodb.Table("counters").put_item(Item={"id": "1"})
        except dynamodb.meta.client.exceptions.ClientError:
            pass
"""


def test_checks_and_orders_that_pass_share_an_instance_for_each_caller(judge, forks):
    assert judge(GOOD).points == 3
    assert len(forks) == len(set(forks)) == 2


def test_what_fails_is_judged_again_in_instances_of_its_own(judge, forks):
    assert verdicts(judge(LOOKS_FIRST)) == ["passed", "failed"]
    assert len(forks) > 2 * len(set(forks))


@pytest.mark.parametrize(
    "when",
    [
        "if len(made) > 1: return None",
        "if len(made) > 1: raise KeyError",
        "if len(made) > 1: __import__('os')._exit(0)",
        "while len(made) > 1: pass",
    ],
)
def test_nothing_fails_because_of_what_an_earlier_check_left(judge, when):
    result = judge(COUNTS.replace("WHEN", when))

    assert (verdicts(result), result.points) == (["passed", "passed"], 3)


def test_a_check_that_is_judged_again_has_all_its_time(fork_server):
    """A call that hung only in an instance that had run others does not make the next ones hurry."""
    from autograder.judge import run

    host = Host(fork_server, [GOOD], Cloud, Patience(Limits()))
    host.patience.timeouts, host.reuse.happened = 1, True
    tries = []

    def attempt(check, loaded, host, seed):
        tries.append((host.patience.timeouts, host.reuse.allowed, host.reuse.happened))
        host.patience.timeouts += 1
        return run.CheckResult("claim", "", run.Verdict.TIMED_OUT)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "_try", attempt)
        run._run(None, None, host, "seed")
    host.close()

    assert tries == [(1, True, True), (1, False, False)]
    assert (host.patience.timeouts, host.reuse.allowed, host.reuse.happened) == (2, True, False)


def test_chance_is_real_again_after_an_exploration(fork_server):
    drawn = []
    for _ in range(2):
        host = Host(fork_server, [DRAWS], Cloud, Patience(Limits()))
        with Cloud(pooled=True) as cloud:
            submission = RemoteSubmission(host, cloud, "seed")
            interleavings(submission, cloud, make_table, calls, lambda cloud, outcomes: None)
            drawn.append(submission.claim(cloud.resource("dynamodb"), "Ana"))
            submission.close()
            assert host.reuse.happened
        host.close()

    (one, first), (other, second) = drawn
    assert one != other
    assert first != second


def test_a_kept_instance_tries_again_as_often_as_a_new_one(fork_server):
    """What an earlier check took from a client's budget of retries (botocore.retries.quota) is there again."""
    host = Host(fork_server, [PUTS], Cloud, Patience(Limits()))
    sent = []
    for _ in range(3):
        with Cloud(pooled=True) as cloud, cloud.use(Throttle("PutItem")):
            submission = RemoteSubmission(host, cloud, "seed")
            submission.puts(cloud.resource("dynamodb"))
            submission.close()
            sent.append(len(cloud.journal.learner_entries()))
    host.close()

    assert host.reuse.happened
    assert sent == [sent[0]] * 3
    assert sent[0] > 100


def test_an_instance_of_a_worker_that_is_gone_is_not_used_again(fork_server):
    host = Host(fork_server, [GOOD], Cloud, Patience(Limits()))
    line = host.instance()
    host.kill()
    host.keep(line)

    other = host.instance(again=True)
    other.close()
    host.close()

    assert other is not line
    assert not host.reuse.happened
