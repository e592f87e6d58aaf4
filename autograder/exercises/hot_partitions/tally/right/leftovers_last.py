"""What is left goes to the end of the list, so each request is full."""

import time


def tally(dynamodb, candidate, shards):
    keys = [{"bucket": f"{candidate}#{number}"} for number in range(shards)]
    total, pause = 0, 0.05
    while keys:
        part, keys = keys[:100], keys[100:]
        answer = dynamodb.batch_get_item(RequestItems={"votes": {"Keys": part, "ConsistentRead": True}})
        total += sum(item.get("votes", 0) for item in answer["Responses"].get("votes", []))
        left = answer["UnprocessedKeys"].get("votes", {}).get("Keys", [])
        keys = keys + left
        if left:
            time.sleep(pause)
    return total
