"""Each batch is saved to its end before the next one begins."""

import time


def save_all(dynamodb, items):
    waiting = list({item["ballot_id"]: item for item in items}.values())
    count = len(waiting)
    while waiting:
        request = {"ballots": [{"PutRequest": {"Item": item}} for item in waiting[:25]]}
        waiting = waiting[25:]
        pauses = iter((0.1, 0.2, 0.4, 0.8, 1.6, 3.2))
        while request:
            request = dynamodb.batch_write_item(RequestItems=request)["UnprocessedItems"]
            if request:
                time.sleep(next(pauses, 5))
    return count
