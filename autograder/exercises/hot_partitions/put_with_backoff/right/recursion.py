"""Each attempt calls the next one."""

import random
import time

import botocore.exceptions


def put_with_backoff(dynamodb, item, attempts, base, cap, number=1):
    try:
        dynamodb.Table("ballots").put_item(Item=item)
    except botocore.exceptions.ClientError as problem:
        code = problem.response["Error"]["Code"]
        if "Throttling" not in code and "Throughput" not in code and "LimitExceeded" not in code or number == attempts:
            raise
        time.sleep(random.triangular(0, min(cap, base)))
        return put_with_backoff(dynamodb, item, attempts, 2 * base, cap, number + 1)
    return number
