"""The exception classes that boto3 makes, a bound that doubles as it goes, and random.random."""

import random
from time import sleep


def put_with_backoff(dynamodb, item, attempts, base, cap):
    client = dynamodb.meta.client
    known = client.exceptions
    throttled = (known.ProvisionedThroughputExceededException, known.ThrottlingException, known.RequestLimitExceeded)
    bound, sent = base, 0
    while True:
        sent += 1
        try:
            client.put_item(TableName="ballots", Item=item)
        except throttled:
            if sent >= attempts:
                raise
            sleep(random.random() * min(bound, cap))
            bound *= 2
        else:
            return sent
