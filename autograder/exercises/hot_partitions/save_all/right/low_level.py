"""The client of the resource, and a batch that is filled up from a queue."""

import random
import time
from collections import deque


def save_all(dynamodb, items):
    queue = deque({item["ballot_id"]: {"PutRequest": {"Item": item}} for item in items}.items())
    total, failures = len(queue), 0
    while queue:
        batch = dict(queue.popleft() for _ in range(min(25, len(queue))))
        answer = dynamodb.meta.client.batch_write_item(RequestItems={"ballots": list(batch.values())})
        left = {each["PutRequest"]["Item"]["ballot_id"]: each for each in answer["UnprocessedItems"].get("ballots", ())}
        queue.extend(left.items())
        failures = failures + 1 if left else 0
        if left:
            time.sleep(min(4, 0.2 * 2**failures) * random.uniform(0.6, 1))
    return total
