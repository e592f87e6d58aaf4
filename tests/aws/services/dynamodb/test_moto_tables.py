"""A table that is made without moto's web framework is the same table, described in the same words."""

from __future__ import annotations

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call
from course_lib.aws.layers.moto_state import MotoState
from course_lib.aws.services.dynamodb import moto_tables

KEYS = [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "day", "KeyType": "RANGE"}]
TYPES = [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "day", "AttributeType": "N"}]
PLAIN = {
    "TableName": "things",
    "KeySchema": KEYS[:1],
    "AttributeDefinitions": TYPES[:1],
    "BillingMode": "PAY_PER_REQUEST",
}
LOCAL = {"IndexName": "own", "KeySchema": KEYS, "Projection": {"ProjectionType": "KEYS_ONLY"}}
GLOBAL = {"IndexName": "by-day", "KeySchema": [{**KEYS[1], "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
FULL = {
    **PLAIN,
    "KeySchema": KEYS,
    "AttributeDefinitions": TYPES,
    "LocalSecondaryIndexes": [LOCAL],
    "GlobalSecondaryIndexes": [GLOBAL],
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    "Tags": [{"Key": "team", "Value": "lab"}],
    "DeletionProtectionEnabled": True,
}
PAID = {
    **PLAIN,
    "BillingMode": "PROVISIONED",
    "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 2},
}
REFUSED = {**PLAIN, "AttributeDefinitions": TYPES}


def made(params, framework, monkeypatch):
    """The answers to making a table twice, without what tells the moment."""
    with Cloud() as cloud, monkeypatch.context() as changed:
        if framework:
            changed.setattr(moto_tables, "create_table", lambda call: None)
        call = Call("dynamodb", "CreateTable", params, "you", "us-east-1", cloud.account)
        moto = MotoState(Clock())
        answers = [moto_tables.QuickTables(Clock())(call, lambda call: moto(call, moto)) for _ in range(2)]
        told = [(answer.result or {}).get("TableDescription", answer.error) for answer in answers]
        for each in told:
            if isinstance(each, dict):
                each["TableArn"] = each["TableArn"].replace(cloud.account, "000000000000")
                each["CreationDateTime"] = isinstance(each["CreationDateTime"], int | float)
                each.pop("LatestStreamLabel", None), each.pop("LatestStreamArn", None)
        return told


@pytest.mark.parametrize("params", [PLAIN, FULL, PAID, REFUSED], ids=["plain", "full", "paid", "refused"])
def test_the_same_answers(params, monkeypatch):
    """Descriptions member by member, refusals word by word, for a new table and one that exists."""
    assert made(params, False, monkeypatch) == made(params, True, monkeypatch)


def test_what_is_sent_stays_the_callers(monkeypatch):
    """moto keeps the parts of a request in its table, and changes them; the journal's entry must not change."""
    with Cloud() as cloud:
        client = cloud.client("dynamodb")
        client.create_table(**FULL)
        client.update_table(TableName="things", DeletionProtectionEnabled=False)
        (entry,) = cloud.journal.entries(operation="CreateTable")
        assert entry.params == FULL
