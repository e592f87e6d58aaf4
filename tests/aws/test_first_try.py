"""A client that leaves out the network until a first answer is not the last one."""

from __future__ import annotations

import pytest
from botocore.exceptions import ParamValidationError

from course_lib.aws.account import Cloud
from course_lib.aws.layers.faults import LoseAnswer, Throttle
from course_lib.aws.sdk import wall
from course_lib.aws.sdk.clients import Bindings
from course_lib.aws.sdk.ready import ready_session
from course_lib.aws.services import SERVICES
from tests.aws.test_core import make_table

WRITE = {"Put": {"TableName": "counters", "Item": {"id": {"S": "a"}}}}


@pytest.fixture
def cloud():
    with Cloud() as cloud:
        make_table(cloud)
        wall.open_to(cloud)  # pauses pass on the cloud's clock
        yield cloud
        wall.close()


@pytest.fixture
def client(cloud):
    handed = Bindings(cloud, pooled=False, learners=True)
    yield handed.get("client", "dynamodb", "you")
    handed.release()


def tokens(cloud):
    return [entry.params["ClientRequestToken"] for entry in cloud.journal.learner_entries()]


def test_a_token_that_boto3_made_is_kept_by_its_retries(cloud, client):
    """Otherwise a transaction whose answer was lost would be carried out twice."""
    with cloud.use(LoseAnswer("TransactWriteItems", nth=1)):
        answer = client.transact_write_items(TransactItems=[WRITE])

    first, second = tokens(cloud)
    assert first == second and len(first) == 36
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


def test_each_call_has_a_token_of_its_own(cloud, client):
    client.transact_write_items(TransactItems=[WRITE])
    client.transact_write_items(TransactItems=[WRITE])
    assert len(set(tokens(cloud))) == 2


def test_an_answer_counts_once(cloud, client):
    """The whole way takes the first answer over; it does not ask again for it."""
    with cloud.use(Throttle("GetItem", nth=1)):
        answer = client.get_item(TableName="counters", Key={"id": {"S": "a"}})

    assert answer["ResponseMetadata"]["RetryAttempts"] == 1
    assert [entry.error and entry.error.code for entry in cloud.journal.learner_entries()] == [
        "ProvisionedThroughputExceededException",
        None,
    ]


def test_parameters_are_checked_by_botocore(cloud, client):
    """Nothing is sent for parameters of a wrong type, and the error names them."""
    with pytest.raises(ParamValidationError, match="Invalid type for parameter Key.id"):
        client.get_item(TableName="counters", Key={"id": "a"})
    assert cloud.journal.learner_entries() == []


def test_who_looks_at_requests_sees_them_whole(client):
    """Handlers of botocore's events get what they get on AWS: a signed request, an answer to decide about."""
    seen = []
    client.meta.events.register("before-send.dynamodb.GetItem", lambda request, **_: seen.append(request.headers))
    client.meta.events.register("needs-retry.dynamodb.GetItem", lambda attempts, **_: seen.append(attempts))
    client.get_item(TableName="counters", Key={"id": {"S": "a"}})

    headers, attempts = seen
    assert b"AWS4-HMAC-SHA256" in headers["Authorization"] and attempts == 1


def test_final_errors_are_tried_again_by_no_retry_mode(client):
    """What the short way takes for final is final for botocore too, in each of its retry modes."""
    from botocore import loaders
    from botocore.retries import standard

    table = loaders.Loader().load_data("_retry")
    codes = set(standard.TransientRetryableChecker._TRANSIENT_ERROR_CODES)
    codes |= set(standard.ThrottledRetryableChecker._THROTTLED_ERROR_CODES)
    codes |= {code for code in retried(table) if code}
    assert "ThrottlingException" in codes
    assert {code for service in SERVICES.aws.values() for code in service.final & codes} == set()


def retried(part):
    """Every error code in botocore's table of retries."""
    if isinstance(part, dict):
        yield part.get("service_error_code")
        for value in part.values():
            yield from retried(value)


def test_a_ready_session_gives_each_client_once(cloud):
    """Two callers never share one that was made ahead, and one for another region is made as asked."""
    session = ready_session(wall.WALL.send, [("resource", "dynamodb"), ("client", "dynamodb")])
    assert session.resource("dynamodb") is not session.resource("dynamodb")
    assert session.client("dynamodb") is not session.client("dynamodb")
    assert session.client("dynamodb", region_name="eu-west-1").meta.region_name == "eu-west-1"
    assert session.client("dynamodb", region_name="eu-west-1").list_tables()["TableNames"] == []
    assert session.client("dynamodb").list_tables()["TableNames"] == ["counters"]
