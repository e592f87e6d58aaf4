"""Faults on request: what the SDK does about them, on the cloud's clock; what is carried out, and what is not."""

from __future__ import annotations

from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from course_lib.aws.account import Cloud
from course_lib.aws.clock import TICK
from course_lib.aws.layers.faults import Crash, Delay, LoseAnswer, Refuse, Throttle
from course_lib.aws.sdk import wall
from course_lib.aws.sdk.botocore_hook import CallerDied, forget_retries
from course_lib.aws.sdk.clients import ONE_TRY, Bindings
from course_lib.aws.sdk.ready import ready_session
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.submission import Ending
from tests.aws.test_core import make_table


@pytest.fixture(params=["plain boto3", "handed to a call", "of a ready session"])
def table(cloud, monkeypatch, request):
    """The table `counters`, on every way that a learner's requests take; nobody waits for a pause."""
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"slept {seconds} seconds"))
    make_table(cloud)
    wall.open_to(cloud)
    handed = Bindings(cloud, pooled=True, learners=True)
    if request.param == "plain boto3":
        dynamodb = boto3.resource("dynamodb")
    elif request.param == "handed to a call":
        dynamodb = handed.get("resource", "dynamodb", "you")
    else:
        dynamodb = ready_session(wall.WALL.send, [("resource", "dynamodb")]).resource("dynamodb")
    yield dynamodb.Table("counters")
    handed.release()
    wall.close()


def add_one(table):
    return table.update_item(
        Key={"id": "a"},
        UpdateExpression="ADD n :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )


def stored(cloud):
    item = cloud.resource("dynamodb", who="course").Table("counters").get_item(Key={"id": "a"}).get("Item", {})
    return item.get("n", 0)


def test_a_lost_answer_makes_the_sdk_send_a_write_twice(cloud, table):
    """The write is carried out, the SDK tries again as after any closed connection, and ADD adds twice."""
    with cloud.use(LoseAnswer("UpdateItem", nth=1)):
        answer = add_one(table)

    assert answer["Attributes"]["n"] == 2
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    lost, second = cloud.journal.learner_entries()
    assert lost.result["Attributes"]["n"] == {"N": "1"}
    assert second.when - lost.when > TICK


def test_when_every_answer_is_lost_botocores_own_error_comes_out(cloud, table):
    with cloud.use(LoseAnswer("UpdateItem")), pytest.raises(ConnectionClosedError) as lost:
        add_one(table)

    assert str(lost.value).startswith("Connection was closed before we received a valid response from endpoint URL")
    assert stored(cloud) == len(cloud.journal.learner_entries()) > 1


def test_the_nth_call_is_counted_with_the_sdks_retries(cloud, table):
    """The second request is the first call's retry."""
    with cloud.use(Throttle("UpdateItem", nth=1)), cloud.use(LoseAnswer("UpdateItem", nth=2)):
        answer = add_one(table)

    errors = [entry.error and entry.error.code for entry in cloud.journal.learner_entries()]
    assert errors == ["ProvisionedThroughputExceededException", None, None]
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    assert stored(cloud) == 2


def test_every_second_call_is_throttled(cloud, table):
    with cloud.use(Throttle("UpdateItem", every=2)):
        retries = [add_one(table)["ResponseMetadata"]["RetryAttempts"] for _ in range(3)]

    assert retries == [0, 1, 1]
    assert stored(cloud) == 3


def test_one_call_is_refused_and_changes_nothing(cloud, table):
    with cloud.use(Refuse("UpdateItem", "AccessDeniedException", "no", nth=2)):
        add_one(table)
        with pytest.raises(ClientError) as refused:
            add_one(table)
        add_one(table)

    assert refused.value.response["Error"] == {"Code": "AccessDeniedException", "Message": "no"}
    assert stored(cloud) == 2


def test_a_delay_passes_on_the_clouds_clock_only(cloud, table):
    start = cloud.clock.now()
    with cloud.use(Delay("UpdateItem", seconds=3, clock=cloud.clock, nth=2)):
        add_one(table)
        add_one(table)

    assert cloud.clock.now() - start == timedelta(seconds=3) + 2 * TICK
    assert stored(cloud) == 2


@pytest.mark.parametrize(("after", "count"), [(True, 1), (False, 0)])
def test_a_crash_is_held_up_by_no_except(cloud, table, after, count):
    """The caller ends with the write carried out, or not, and its own handler does not see why."""
    handled = []
    with cloud.use(Crash("UpdateItem", after=after)), pytest.raises(CallerDied):
        try:
            add_one(table)
        except Exception as error:
            handled.append(error)

    assert handled == []
    assert stored(cloud) == count
    assert len(cloud.journal.learner_entries()) == 1


def test_a_check_sees_that_the_call_died(cloud):
    make_table(cloud)
    submission = LocalSubmission({"add": lambda dynamodb: add_one(dynamodb.Table("counters"))})

    with cloud.use(Crash("UpdateItem")):
        outcome = submission.run(submission.later.add(cloud.resource("dynamodb")))

    assert (outcome.ending, outcome.problem) == (Ending.DIED, "The function died here: nothing of it runs on.")


@pytest.mark.parametrize(
    "fault",
    [
        Throttle("UpdateItem"),
        Refuse("UpdateItem", "AccessDeniedException", "no"),
        LoseAnswer("UpdateItem"),
        Crash("UpdateItem"),
    ],
)
def test_the_courses_own_calls_pass_uncounted(cloud, fault):
    make_table(cloud)

    with cloud.use(fault):
        add_one(cloud.resource("dynamodb", who="course").Table("counters"))

    assert stored(cloud) == 1
    assert fault.seen == {}


def test_each_account_counts_for_itself():
    """A cloud's layers serve the fresh clouds made from it too, and each of them starts at the first call."""
    with Cloud([Refuse("UpdateItem", "AccessDeniedException", "no", nth=1)]) as model:
        for _ in range(2):
            with model.fresh() as cloud:
                make_table(cloud)
                with pytest.raises(ClientError, match="AccessDeniedException"):
                    add_one(cloud.resource("dynamodb").Table("counters"))
                add_one(cloud.resource("dynamodb").Table("counters"))
                assert stored(cloud) == 1


def test_an_object_that_is_used_again_tries_again_as_a_new_one_would(cloud, table):
    """botocore lets a client retry only so often in its life; `forget_retries` begins a new one."""
    with cloud.use(Throttle("UpdateItem")):
        for _ in range(60):
            with pytest.raises(ClientError):
                add_one(table)
    with cloud.use(LoseAnswer("UpdateItem", nth=1)), pytest.raises(ConnectionClosedError):
        add_one(table)

    forget_retries(table.meta.client)

    with cloud.use(LoseAnswer("UpdateItem", nth=1)):
        assert add_one(table)["ResponseMetadata"]["RetryAttempts"] == 1


@pytest.mark.parametrize("learners", [False, True])
def test_a_resource_of_one_try_leaves_trying_again_to_you(cloud, learners):
    """A throttled request comes out at once, and was sent once."""
    make_table(cloud)
    bindings = Bindings(cloud, pooled=True, learners=learners)
    counters = bindings.get(ONE_TRY, "dynamodb", "you").Table("counters")

    with cloud.use(Throttle("UpdateItem")), pytest.raises(ClientError) as refused:
        add_one(counters)

    assert refused.value.response["Error"]["Code"] == "ProvisionedThroughputExceededException"
    assert len(cloud.journal.learner_entries()) == 1
    bindings.release()
