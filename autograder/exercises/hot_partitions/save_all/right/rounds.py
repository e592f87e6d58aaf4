"""One round over all batches, then a pause, then a round over what was left."""

import time


def save_all(dynamodb, items):
    unique = {}
    for item in items:
        unique[item["ballot_id"]] = item
    requests = [{"PutRequest": {"Item": item}} for item in unique.values()]
    pause = 0.25
    while requests:
        left = []
        for start in range(0, len(requests), 25):
            answer = dynamodb.batch_write_item(RequestItems={"ballots": requests[start : start + 25]})
            unprocessed = answer["UnprocessedItems"].get("ballots", [])
            left += unprocessed
            if unprocessed:
                time.sleep(pause)
                pause = min(pause * 2, 3)
        requests = left
    return len(unique)
