"""A transaction of one update: it costs twice as much, and counts as well."""

from random import SystemRandom


def record_vote(dynamodb, candidate, shards):
    number = int(SystemRandom().random() * shards)
    update = {
        "TableName": "votes",
        "Key": {"bucket": f"{candidate}#{number}"},
        "UpdateExpression": "ADD votes :v",
        "ExpressionAttributeValues": {":v": 1},
    }
    dynamodb.meta.client.transact_write_items(TransactItems=[{"Update": update}])
