"""Tags of tables, and Time to Live turned on and off. Plain boto3."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import invalid, refusal

INVALID = "One or more parameter values were invalid: "


@pytest.fixture
def arn(client, table):
    return client.describe_table(TableName=table.name)["Table"]["TableArn"]


def tags_of(client, arn):
    return {tag["Key"]: tag["Value"] for tag in client.list_tags_of_resource(ResourceArn=arn)["Tags"]}


def tag(key, value="v"):
    return {"Key": key, "Value": value}


def test_a_tag_that_is_there_is_overwritten(client, arn):
    """A key is there once; it can be taken away."""
    client.tag_resource(ResourceArn=arn, Tags=[tag("a", "1"), tag("b", "1")])
    client.tag_resource(ResourceArn=arn, Tags=[tag("a", "2")])
    client.untag_resource(ResourceArn=arn, TagKeys=["b", "nothing"])

    assert tags_of(client, arn) == {"a": "2"}


WRONG = [
    ([], "Atleast one Tag needs to be provided as Input."),
    ([tag("")], "The Tag Key provided is invalid, Key: "),
    ([tag("k" * 129)], f"The Tag Key provided is invalid, Key: {'k' * 129}"),
    ([tag("k;")], "The Tag Key provided is invalid, Key: k;"),
    ([tag("k", "v" * 257)], f"The Tag Value provided is invalid, Value: {'v' * 257}"),
    ([{"Key": "k"}], "The Tag Value provided is invalid, Value: null"),
    ([tag("aws:k")], "Tag Key cannot be prefixed with aws:, Key: aws:k"),
    ([tag("k"), tag("k")], "Duplicate Tag Keys provided as input: Duplicate Tag Key found k"),
    ([tag(str(n)) for n in range(51)], "Number of Tags exceed the current limit for the provided ResourceArn"),
]


@pytest.mark.parametrize(("tags", "message"), WRONG)
def test_a_wrong_tag_is_refused(unchecked, arn, tags, message):
    """Length, characters, AWS's own prefix, number."""
    assert invalid(unchecked.tag_resource, ResourceArn=arn, Tags=tags) == message
    assert tags_of(unchecked, arn) == {}


def test_tags_come_in_pages(client, arn):
    """The list has pages: whoever reads only the first does not have all tags. A paginator has."""
    client.tag_resource(ResourceArn=arn, Tags=[tag(f"k{number}") for number in range(21)])
    first = client.list_tags_of_resource(ResourceArn=arn)
    pages = list(client.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn))

    assert "NextToken" in first
    assert [len(page["Tags"]) for page in pages] == [10, 10, 1]
    assert {each["Key"] for page in pages for each in page["Tags"]} == {f"k{number}" for number in range(21)}


def test_a_page_that_there_is_not(client, arn):
    """A token that no answer gave is refused."""
    message = "One or more parameter values were invalid: Invalid NextToken: next"
    assert invalid(client.list_tags_of_resource, ResourceArn=arn, NextToken="next") == message


def test_what_has_no_tags(client, arn):
    """No ARN, an index's ARN, a table that is not there."""

    def told(resource):
        return refusal(client.list_tags_of_resource, ResourceArn=resource)

    only = "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: "
    assert told("table") == ("ValidationException", f"{INVALID}ARNs must start with 'arn:': table")
    assert told(f"{arn}/index/x") == ("ValidationException", f"{INVALID}{only}{arn}/index/x")
    missing = f"Requested resource not found: ResourcArn: {arn}x not found"
    assert told(f"{arn}x") == ("ResourceNotFoundException", missing)


def set_ttl(client, table, enabled, attribute="expires"):
    wanted = {"Enabled": enabled, "AttributeName": attribute}
    return {"TableName": table.name, "TimeToLiveSpecification": wanted}


def test_time_to_live_is_turned_on_once(client, table):
    """By one attribute; off it is to begin with."""
    update = client.update_time_to_live
    assert invalid(update, **set_ttl(client, table, False)) == "TimeToLive is already disabled"
    update(**set_ttl(client, table, True))

    assert invalid(update, **set_ttl(client, table, True)) == "TimeToLive is already enabled"
    other = "TimeToLive is active on a different AttributeName: current AttributeName is expires"
    assert invalid(update, **set_ttl(client, table, True, "other")) == other
    assert invalid(update, **set_ttl(client, table, False, "other")) == other


def test_time_to_live_is_changed_once_an_hour(client, table, pass_time):
    """Off again, it has no attribute."""
    client.update_time_to_live(**set_ttl(client, table, True))

    too_soon = invalid(client.update_time_to_live, **set_ttl(client, table, False))
    pass_time(3600)
    client.update_time_to_live(**set_ttl(client, table, False))

    assert too_soon == "Time to live has been modified multiple times within a fixed interval"
    pass_time(3600)
    described = client.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "DISABLED"}


def test_a_change_of_time_to_live_is_under_way_for_a_while(client, table, pass_time):
    """Then it is what it was to become."""

    def told():
        return client.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]

    for on, meanwhile, then in ((True, "ENABLING", "ENABLED"), (False, "DISABLING", "DISABLED")):
        client.update_time_to_live(**set_ttl(client, table, on))
        assert told() == {"TimeToLiveStatus": meanwhile, "AttributeName": "expires"}
        pass_time(3600)
        assert told()["TimeToLiveStatus"] == then
