"""BatchGetItem and BatchWriteItem."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import invalid, refusal, stored

ONE = "1 validation error detected: "
MISMATCH = "The provided key element does not match the schema"
DUPLICATES = "Provided list of item keys contains duplicates"
TOO_LONG = (
    "Map value must satisfy constraint: [Member must have length less than or equal to 25, "
    "Member must have length greater than or equal to 1]"
)
NAME = (
    "Map keys must satisfy constraint: [Member must have length less than or equal to 255, "
    "Member must have length greater than or equal to 3, "
    "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]"
)
CAPACITY = (
    "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: "
    "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
)


def test_a_batch_is_written_and_read(dynamodb, table, ranged):
    """Over two tables; what is not there is not in the answer."""
    dynamodb.batch_write_item(
        RequestItems={
            table.name: [{"PutRequest": {"Item": {"p": "a", "n": 1}}}, {"PutRequest": {"Item": {"p": "b", "n": 2}}}],
            ranged.name: [{"PutRequest": {"Item": {"p": "a", "r": 1}}}],
        }
    )
    answer = dynamodb.batch_get_item(
        RequestItems={
            table.name: {
                "Keys": [{"p": "a"}, {"p": "b"}, {"p": "c"}],
                "ProjectionExpression": "#n",
                "ExpressionAttributeNames": {"#n": "n"},
            },
            ranged.name: {"Keys": [{"p": "a", "r": 1}], "ConsistentRead": True},
        }
    )

    assert sorted(item["n"] for item in answer["Responses"][table.name]) == [1, 2]
    assert answer["Responses"][ranged.name] == [{"p": "a", "r": 1}]
    assert answer["UnprocessedKeys"] == {}


def test_a_batch_deletes(dynamodb, table):
    """Whether the item is there or not; the answer says that all was done."""
    table.put_item(Item={"p": "a"})

    answer = dynamodb.batch_write_item(
        RequestItems={table.name: [{"DeleteRequest": {"Key": {"p": name}}} for name in "ab"]}
    )

    assert answer["UnprocessedItems"] == {}
    assert stored(table, p="a") is None


def test_keys_that_do_not_fit_one_answer_are_left(dynamodb, table):
    """16 MB at most."""
    for number in range(50):
        table.put_item(Item={"p": str(number), "a": "x" * 400_000})

    answer = dynamodb.batch_get_item(RequestItems={table.name: {"Keys": [{"p": str(number)} for number in range(50)]}})

    left = answer["UnprocessedKeys"][table.name]["Keys"]
    assert len(answer["Responses"][table.name]) == 41
    assert len(left) == 9
    assert len(dynamodb.batch_get_item(RequestItems=answer["UnprocessedKeys"])["Responses"][table.name]) == 9


WRITES = [
    ([{"PutRequest": {"Item": {"p": {"N": "1"}}}}], MISMATCH),
    ([{"PutRequest": {"Item": {"q": {"S": "x"}}}}], MISMATCH),
    ([{"DeleteRequest": {"Key": {"q": {"S": "x"}}}}], MISMATCH),
    (
        [{"PutRequest": {"Item": {"p": {"S": ""}}}}],
        "One or more parameter values are not valid. "
        "The AttributeValue for a key attribute cannot contain an empty string value. Key: p",
    ),
    ([{"PutRequest": {"Item": {"p": {"S": "x"}}}}, {"DeleteRequest": {"Key": {"p": {"S": "x"}}}}], DUPLICATES),
    (
        [{"PutRequest": {"Item": {"p": {"S": "x"}, "a": {"N": "z"}}}}],
        "The parameter cannot be converted to a numeric value: z",
    ),
    (
        [{"PutRequest": {"Item": {"p": {"S": "x"}, "a": {"NS": ["1", "1"]}}}}],
        "Input collection contains duplicates",
    ),
    (
        [{"PutRequest": {"Item": {"p": {"S": "x"}, "a": {"S": "y" * 410_000}}}}],
        "Item size has exceeded the maximum allowed size",
    ),
]


@pytest.mark.parametrize(("writes", "message"), WRITES)
def test_a_batch_with_a_wrong_write_is_refused(client, table, writes, message):
    """None of it is written."""
    right = {"PutRequest": {"Item": {"p": {"S": "right"}}}}

    assert invalid(client.batch_write_item, RequestItems={table.name: [right, *writes]}) == message
    assert stored(table, p="right") is None


def test_a_batch_fits_the_indexes(client, indexed):
    """As PutItem says it."""
    item = {"p": {"S": "x"}, "r": {"N": "1"}, "g": {"N": "1"}}
    assert invalid(client.batch_write_item, RequestItems={indexed.name: [{"PutRequest": {"Item": item}}]}) == (
        "One or more parameter values were invalid: "
        "Type mismatch for Index Key g Expected: S Actual: N IndexName: global"
    )


def test_the_number_of_writes(unchecked, table, ranged):
    """25, over all tables; none is none."""
    write = unchecked.batch_write_item
    puts = [{"PutRequest": {"Item": {"p": {"S": str(number)}}}} for number in range(26)]
    ranged_puts = [{"PutRequest": {"Item": {"p": {"S": str(number)}, "r": {"N": "1"}}}} for number in range(13)]
    write(RequestItems={table.name: puts[:25]})

    assert invalid(write, RequestItems={}) == "The requestItems parameter is required for BatchWriteItem"
    assert invalid(write, RequestItems={table.name: []}) == (
        f"{ONE}Value '{{{table.name}=[]}}' at 'requestItems' failed to satisfy constraint: {TOO_LONG}"
    )
    too_many = invalid(write, RequestItems={table.name: puts})
    assert too_many.startswith(f"{ONE}Value '{{{table.name}=[WriteRequest(putRequest=PutRequest(")
    assert too_many.endswith(f"' at 'requestItems' failed to satisfy constraint: {TOO_LONG}")
    assert invalid(write, RequestItems={table.name: puts[:13], ranged.name: ranged_puts}) == (
        "Too many items requested for the BatchWriteItem call"
    )


def test_a_batch_names_tables_that_are_there(client, unchecked, table):
    """One missing table refuses it all; an impossible name is told with the members."""
    put = {"PutRequest": {"Item": {"p": {"S": "x"}}}}
    missing = ("ResourceNotFoundException", "Requested resource not found")

    assert refusal(client.batch_write_item, RequestItems={table.name: [put], "no-such-table": [put]}) == missing
    assert stored(table, p="x") is None
    assert invalid(client.batch_write_item, RequestItems={"bad!name": [put]}).endswith(NAME)
    assert invalid(client.batch_write_item, RequestItems={"bad!name": [put]}, ReturnConsumedCapacity="X") == (
        ONE + CAPACITY
    )
    keys = {"Keys": [{"p": {"S": "a"}}]}
    assert refusal(client.batch_get_item, RequestItems={"no-such-table": keys}) == missing
    assert invalid(client.batch_get_item, RequestItems={"bad!name": keys}, ReturnConsumedCapacity="X") == (
        '2 validation errors detected: Value \'{"bad!name":{"Keys":[{"p":{"S":"a"}}]}}\' at \'requestItems\' '
        f"failed to satisfy constraint: {NAME}; {CAPACITY}"
    )


READS = [
    ({"Keys": [{"p": "x"}, {"p": "x"}]}, DUPLICATES),
    ({"Keys": [{"p": 1}]}, MISMATCH),
    ({"Keys": [{"p": "x", "q": 1}]}, MISMATCH),
    (
        {"Keys": [{"p": "x"}], "ProjectionExpression": "a, a"},
        "Invalid ProjectionExpression: Two document paths overlap with each other; "
        "must remove or rewrite one of these paths; path one: [a], path two: [a]",
    ),
    (
        {"Keys": [{"p": "x"}], "ProjectionExpression": "a", "AttributesToGet": ["a"]},
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
    ),
]


@pytest.mark.parametrize(("block", "message"), READS)
def test_a_batch_with_a_wrong_read_is_refused(dynamodb, table, block, message):
    """Nothing is read."""
    assert invalid(dynamodb.batch_get_item, RequestItems={table.name: block}) == message


def test_the_number_of_keys(unchecked, table, ranged):
    """100, over all tables; none is none."""
    read = unchecked.batch_get_item
    keys = [{"p": {"S": str(number)}} for number in range(101)]
    member = (
        f"{ONE}Value at 'RequestItems.{table.name}.member.Keys' failed to satisfy constraint: Member must have length"
    )
    read(RequestItems={table.name: {"Keys": keys[:100]}})

    assert invalid(read, RequestItems={}) == (
        f"{ONE}Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1"
    )
    assert invalid(read, RequestItems={table.name: {"Keys": []}}) == f"{member} greater than or equal to 1"
    assert invalid(read, RequestItems={table.name: {"Keys": keys}}) == f"{member} less than or equal to 100"
    ranged_keys = [{**key, "r": {"N": "1"}} for key in keys[:50]]
    assert invalid(read, RequestItems={table.name: {"Keys": keys[:51]}, ranged.name: {"Keys": ranged_keys}}) == (
        "Too many items requested for the BatchGetItem call"
    )
