"""The parameters from before expressions, and random.choice."""

import random


def record_vote(dynamodb, candidate, shards):
    bucket = "#".join([candidate, str(random.choice(range(shards)))])
    dynamodb.meta.client.update_item(
        TableName="votes",
        Key={"bucket": bucket},
        AttributeUpdates={"votes": {"Action": "ADD", "Value": 1}},
    )
