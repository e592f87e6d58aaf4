"""All pauses are drawn first; the last attempt stands after the loop."""

import random
import time

from botocore.exceptions import ClientError


def put_with_backoff(dynamodb, item, attempts, base, cap):
    def put():
        dynamodb.Table("ballots").put_item(Item=item)

    draw = random.Random().uniform
    waits = [draw(0, min(cap, base * 2**n)) for n in range(attempts - 1)]
    for done, wait in enumerate(waits, start=1):
        try:
            put()
            return done
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code not in ("ThrottlingException", "ProvisionedThroughputExceededException", "RequestLimitExceeded"):
                raise error
            time.sleep(wait)
    put()
    return attempts
