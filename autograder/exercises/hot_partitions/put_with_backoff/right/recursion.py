"""Each attempt calls the next one."""

import random
import time

import botocore.exceptions


def put_with_backoff(dynamodb, item, attempts, base, cap, number=1):
    try:
        dynamodb.Table("ballots").put_item(Item=item)
    except botocore.exceptions.ClientError as problem:
        code = problem.response["Error"]["Code"]
        throttled = code in ("ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded")
        if not throttled or number == attempts:
            raise
        time.sleep(random.uniform(0, min(cap, base)))
        return put_with_backoff(dynamodb, item, attempts, 2 * base, cap, number + 1)
    return number
