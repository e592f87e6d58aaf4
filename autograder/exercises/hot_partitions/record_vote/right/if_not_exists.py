"""SET with if_not_exists, and chance from the system."""

import secrets


def record_vote(dynamodb, candidate, shards):
    dynamodb.Table("votes").update_item(
        Key={"bucket": f"{candidate}#{secrets.randbelow(shards)}"},
        UpdateExpression="SET #v = if_not_exists(#v, :none) + :one",
        ExpressionAttributeNames={"#v": "votes"},
        ExpressionAttributeValues={":none": 0, ":one": 1},
    )
