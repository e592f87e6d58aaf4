"""What is left is saved by the same function."""

import time


def save_all(dynamodb, items, pause=0.2):
    latest = {}
    for item in reversed(items):
        latest.setdefault(item["ballot_id"], item)
    todo = list(latest.values())
    for start in range(0, len(todo), 25):
        part = todo[start : start + 25]
        request = {"ballots": [{"PutRequest": {"Item": item}} for item in part]}
        left = dynamodb.batch_write_item(RequestItems=request)["UnprocessedItems"]
        if left:
            time.sleep(pause)
            save_all(dynamodb, [each["PutRequest"]["Item"] for each in left["ballots"]], min(2 * pause, 5))
    return len(latest)
