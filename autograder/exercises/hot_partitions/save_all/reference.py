import random
import time


def save_all(dynamodb, items):
    """Store a list of ballots.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        items: the ballots, a list of dictionaries with a key `ballot_id`; any number, also none.

    Returns:
        How many ballots are stored now, an int: each `ballot_id` counts once.
        Each ballot is in the table `ballots` exactly as it was given. If a `ballot_id` stands in the
        list more than once, the last one is what is stored in the end. Nothing else is changed.

    Requests: BatchWriteItem, with 25 writes in each as long as there are so many, and none for an
        empty list. What DynamoDB leaves unprocessed, and nothing else, is sent again after a pause
        that grows: 60 requests are enough for 100 small ballots and a table of 20 write units a
        second, or for one that writes a single ballot of each request for five seconds.

    Raises:
        Any failure comes out as boto3 raised it. Then a part may be stored, and a second call with
        the same list stores everything.
    """
    latest = {item["ballot_id"]: item for item in items}
    waiting = [{"PutRequest": {"Item": item}} for item in latest.values()]
    pause = 0.1
    while waiting:
        batch, waiting = waiting[:25], waiting[25:]
        answer = dynamodb.batch_write_item(RequestItems={"ballots": batch})
        left = answer["UnprocessedItems"].get("ballots", [])
        waiting = left + waiting
        if left:
            time.sleep(random.uniform(pause / 2, pause))
            pause = min(2 * pause, 2)
        else:
            pause = 0.1
    return len(latest)
