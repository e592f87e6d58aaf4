"""From the end: the first one seen of each ballot wins."""

import time


def save_all(dynamodb, items):
    seen, writes = set(), []
    for item in reversed(items):
        if item["ballot_id"] not in seen:
            seen.add(item["ballot_id"])
            writes.append({"PutRequest": {"Item": item}})
    pause = 0.2
    while writes:
        part = writes[:25]
        del writes[:25]
        answer = dynamodb.meta.client.batch_write_item(RequestItems={"ballots": part})
        unprocessed = answer.get("UnprocessedItems", {}).get("ballots", [])
        if unprocessed:
            writes.extend(unprocessed)
            time.sleep(pause)
            pause *= 1.5
    return len(seen)
