"""A number of a uuid."""

import uuid


def record_vote(dynamodb, candidate, shards):
    dynamodb.Table("votes").update_item(
        Key={"bucket": f"{candidate}#{uuid.uuid4().int % shards}"},
        UpdateExpression="ADD votes :one",
        ExpressionAttributeValues={":one": 1},
    )
