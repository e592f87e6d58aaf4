"""What the layer says of each call's reads and writes, for whoever counts their cost."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.services.dynamodb.accesses import Read, Write
from course_lib.aws.services.dynamodb.item_rules import ItemRules
from tests.aws.services.dynamodb.conftest import schema


@pytest.fixture
def metered():
    """A table, and the accesses of the last call."""
    last = []

    def meter(call, answer, accesses):
        last[:] = accesses
        return answer

    with Cloud([ItemRules(meter)]) as cloud:
        table = cloud.resource("dynamodb").create_table(
            TableName="metered",
            KeySchema=schema("p"),
            AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield table, last


def test_writes_are_noted_before_and_after(metered):
    """Failed conditions too, as no change."""
    table, last = metered
    first, second = {"p": {"S": "x"}}, {"p": {"S": "x"}, "a": {"S": "y"}}

    def noted():
        assert all(isinstance(access, Write) for access in last)
        return [(access.old, access.new) for access in last]

    table.put_item(Item={"p": "x"})
    assert noted() == [(None, first)]
    table.put_item(Item={"p": "x", "a": "y"})
    assert noted() == [(first, second)]
    with pytest.raises(ClientError):
        table.delete_item(Key={"p": "x"}, ConditionExpression="attribute_not_exists(a)")
    assert noted() == [(second, second)]
    table.delete_item(Key={"p": "x"})
    assert noted() == [(second, None)]


def test_reads_are_noted_in_bytes(metered):
    """One for an item; one of a page for each partition."""
    table, last = metered
    table.put_item(Item={"p": "x", "a": "y" * 98})

    table.get_item(Key={"p": "x"}, ProjectionExpression="p")
    assert [access.size for access in last if isinstance(access, Read)] == [101]
    table.get_item(Key={"p": "absent"})
    assert [access.size for access in last] == [0]
    table.put_item(Item={"p": "z", "a": "y" * 98})
    table.scan(Select="COUNT")
    assert (len(last), sum(access.size for access in last)) == (4, 202)
