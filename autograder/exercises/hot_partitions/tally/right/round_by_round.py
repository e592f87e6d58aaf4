"""A set of keys that are still missing, and rounds until it is empty."""

import random
import time


def tally(dynamodb, candidate, shards):
    missing = [f"{candidate}#{number}" for number in range(shards)]
    votes = {}
    pause = 0.1
    while missing:
        some, missing = missing[:100], missing[100:]
        block = {
            "Keys": [{"bucket": bucket} for bucket in some],
            "ConsistentRead": True,
            "ProjectionExpression": "#b, #v",
            "ExpressionAttributeNames": {"#b": "bucket", "#v": "votes"},
        }
        answer = dynamodb.batch_get_item(RequestItems={"votes": block})
        votes |= {item["bucket"]: int(item["votes"]) for item in answer["Responses"].get("votes", [])}
        left = answer.get("UnprocessedKeys", {}).get("votes", {}).get("Keys", [])
        missing += [key["bucket"] for key in left]
        if left:
            time.sleep(random.uniform(pause / 2, pause))
            pause *= 1.5
    return sum(votes.values())
