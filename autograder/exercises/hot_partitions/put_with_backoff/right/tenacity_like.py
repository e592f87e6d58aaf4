"""Pauses from a generator."""

import random
from itertools import count
from time import sleep

from botocore.exceptions import ClientError


def pauses(base, cap):
    for n in count():
        yield random.uniform(0, min(cap, base * (1 << n)))


def put_with_backoff(dynamodb, item, attempts, base, cap):
    taken = 0
    waits = pauses(base, cap)
    while True:
        taken += 1
        try:
            dynamodb.Table("ballots").put_item(Item=item)
        except ClientError as e:
            throttled = e.response.get("Error", {}).get("Code") in {
                "RequestLimitExceeded",
                "ThrottlingException",
                "ProvisionedThroughputExceededException",
            }
            if throttled and taken < attempts:
                sleep(next(waits))
                continue
            raise
        return taken
