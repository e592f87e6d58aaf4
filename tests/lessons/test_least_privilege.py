"""What the lesson on permissions shows, and the calls that its checks try."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib import open_lab
from course_lib.aws.account import Cloud
from course_lib.aws.services.dynamodb.permissions import OPERATIONS
from course_lib.checks import Failure
from course_lib.lessons.least_privilege import calls, month, refused
from course_lib.lessons.least_privilege import data as lab_data
from course_lib.lessons.least_privilege.demonstration import arn_of, asked_for, granted, run_with
from course_lib.lessons.least_privilege.other_requests import NOT_NAMED, requests_like
from course_lib.lessons.least_privilege.roles import VERSION, allow
from course_lib.lessons.least_privilege.trials import Trial, Tried

KEY = {"player_id": {"S": "ana"}}


@pytest.fixture
def cloud():
    with Cloud(services=lab_data.SERVICES, pooled=True) as cloud:
        lab_data.prepare(cloud)
        yield cloud


@pytest.fixture
def lab(nobody_before):
    opened = open_lab("least_privilege")
    yield opened
    opened.close()


def every_call(cloud):
    arn = lab_data.table_arn(cloud, "players")
    return [*calls.on_items("players", KEY), *calls.on_the_table(arn)]


# Nothing of DynamoDB that is answered here is left untried; these three need what no test has.
UNTRIED = {"ImportTable", "DescribeExport", "DescribeImport", "ListImports", "DescribeEndpoints"}


def test_every_call_of_dynamodb_is_tried(cloud):
    """By hand listed, by this test complete: an operation that is answered tomorrow has to be added."""
    sent = {"".join(word.capitalize() for word in trial.method.split("_")) for trial in every_call(cloud)}
    assert set(OPERATIONS) - sent - UNTRIED == {"BatchExecuteStatement", "ExecuteTransaction"}


def test_a_role_without_a_policy_may_send_none_of_them(cloud):
    """Each call meets a refusal, and not another error before it."""
    tried = Tried(cloud, allow("sqs:ListQueues", on="*"))
    trials = [*every_call(cloud), *calls.of_other_services(cloud.account)]
    assert [trial.what for trial in trials if tried.refusal(trial) is None] == []


def test_a_role_that_may_do_all_may_send_all_of_them(cloud):
    """No call is refused for want of a permission: each says what it is taken for. A role has to trust, though."""
    tried = Tried(cloud, allow("*", on="*"))
    trials = [*every_call(cloud), *calls.of_other_services(cloud.account)]
    assert [trial.what for trial in trials if tried.refusal(trial)] == ["AssumeRole of STS"]


@pytest.mark.parametrize("answer", [None, 3, {"Version": {1, 2}}, {"Statement": []}, "no JSON", "x" * 200_000, [1]])
def test_what_is_no_policy_is_told_and_not_a_crash(cloud, answer):
    """Whatever a function returns."""
    with pytest.raises(Failure) as failed:
        Tried(cloud, answer)
    assert failed.value.advice == "document"


def test_names_that_are_like_a_name_are_none_of_them_the_name():
    """One letter more, less or another, before and behind."""
    assert set(calls.like("ab")) == {
        *("ab2", "ab-archive", "ab/backup/1", "old-ab", "xab"),
        *("xb", "b", "ax", "a", "axb"),
    }


def test_other_regions_and_accounts():
    """Of the same table name."""
    found = calls.away("arn:aws:dynamodb:us-east-1:111122223333:table/t")
    assert "arn:aws:dynamodb:eu-west-1:111122223333:table/t" in found
    assert "arn:aws:dynamodb:us-east-1:444455556666:table/t" in found
    assert "arn:aws:dynamodb:us-east-1:111122223333:table/t" not in found


def test_every_refusal_says_what_it_is_said_to_say(cloud):
    """Who, what, where and why of each stand in its message, as the exercise expects them."""
    found = [
        *refused.by_identity(cloud, "f", "s", "players"),
        *refused.by_boundary(cloud, "bo"),
        *refused.by_session(cloud, "v", "players"),
        *refused.by_resource(cloud, "rea", "a b: c.txt"),
        *refused.of_a_role(cloud, "zed"),
    ]
    for denial in found:
        told = denial.response["Error"]["Message"]
        for part in (denial.who, denial.action, denial.resource, denial.policy or "", "User: "):
            assert part in told
        assert ("explicit deny" in told) is (denial.denied is True)
        assert ("because no" in told) is (denial.denied is False)
    codes = [response["Error"]["Code"] for response in refused.of_other_errors(cloud, "other")]
    assert codes == ["ResourceNotFoundException", "ConditionalCheckFailedException", "403"]


def test_a_month_is_what_the_journal_says(cloud):
    """Each permission that was needed, whether it was allowed, and by which statement."""
    cloud.client("s3", who="course").create_bucket(Bucket="reports")
    used = month.used_under(cloud, month.broad(cloud, "reports"), month.calls("reports", ["may.csv"]))
    short = [(each["action"], each["allowed"], each["statement"]) for each in used]
    assert short == [
        ("dynamodb:GetItem", True, "Tables"),
        ("dynamodb:UpdateItem", True, "Tables"),
        ("dynamodb:GetItem", True, "Tables"),
        ("dynamodb:Query", True, "Saves"),
        ("dynamodb:UpdateItem", True, "Saves"),
        ("s3:PutObject", True, "Files"),
        ("s3:GetObject", True, "Files"),
        ("s3:ListAllMyBuckets", True, "Files"),
        ("dynamodb:GetItem", True, "Tables"),
        ("dynamodb:DeleteItem", False, "NothingGoes"),
        ("dynamodb:Scan", False, None),
    ]


def test_a_function_signs_with_its_role_in_a_lab(lab):
    """What stands between the journal and the permissions must not lose the signature."""
    function = run_with(lab, allow("dynamodb:GetItem", on=arn_of(lab, "players")))
    players = function.resource("dynamodb").Table("players")
    assert players.get_item(Key={"player_id": "ana"})["Item"]["coins"] == 120
    with pytest.raises(ClientError) as error:
        players.delete_item(Key={"player_id": "ana"})
    assert error.value.response["Error"]["Message"] == (
        f"User: arn:aws:sts::{lab.cloud.account}:assumed-role/function/run is not authorized to perform: "
        f"dynamodb:DeleteItem on resource: arn:aws:dynamodb:us-east-1:{lab.cloud.account}:table/players "
        "because no identity-based policy allows the dynamodb:DeleteItem action"
    )


def test_what_was_asked_for_and_what_was_granted(lab):
    """One row for each permission that was asked for, one for each statement that allows."""
    policy = {
        "Version": VERSION,
        "Statement": [
            {"Sid": "Reads", "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": "*"},
            {"Effect": "Deny", "Action": "dynamodb:Scan", "Resource": "*"},
        ],
    }
    client = run_with(lab, policy).client("dynamodb")
    for _ in range(2):
        client.get_item(TableName="players", Key=KEY)
    for call in (client.scan, client.describe_table):
        with pytest.raises(ClientError):
            call(TableName="players")

    assert [list(row) for row in asked_for(lab).rows] == [
        ["dynamodb:GetItem", "table/players", "2", "allowed by statement Reads"],
        ["dynamodb:Scan", "table/players", "1", "denied by the identity-based policy"],
        ["dynamodb:DescribeTable", "table/players", "1", "refused: no identity-based policy allows it"],
    ]
    assert [list(row) for row in granted(lab, policy).rows] == [
        ["dynamodb:GetItem, dynamodb:Query", "2", "GetItem", "1"]
    ]


def test_another_policy_takes_the_place_of_the_first(lab):
    """The function has one at a time."""
    first = run_with(lab, allow("dynamodb:*", on="*")).client("dynamodb")
    second = run_with(lab, allow("dynamodb:GetItem", on="*")).client("dynamodb")
    for client in (first, second):
        with pytest.raises(ClientError):
            client.list_tables()


def test_a_trial_says_what_it_is_about():
    """Unless told, it is about an action of DynamoDB."""
    assert (Trial("x", "scan").service, Trial("x", "scan").about) == ("dynamodb", "action")


def test_requests_differ_in_what_conditions_ask_for_and_calls_do_not_decide():
    """The table's Region is the call's, and so are ReturnValues; a tag, a time and an address are not."""
    arn = "arn:aws:dynamodb:eu-west-1:111122223333:table/players"
    asked = [{"aws:PrincipalTag/env": "test", "aws:RequestedRegion": "x", "dynamodb:ReturnValues": "y"}]
    found = list(requests_like({"dynamodb:ReturnValues": "ALL_NEW"}, asked, arn))
    assert {each["dynamodb:returnvalues"] for each in found} == {"ALL_NEW"}
    assert {each["aws:requestedregion"] for each in found} == {"eu-west-1"}
    tags = [each.get("aws:principaltag/env") for each in found]
    assert tags == [None, "test", *NOT_NAMED]
    assert len(list(requests_like({}, [{"AWS:SourceIp": "10.0.0.0/8"}], arn))) == 3
