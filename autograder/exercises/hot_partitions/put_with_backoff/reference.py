import random
import time

from botocore.exceptions import ClientError

THROTTLED = {"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"}


def put_with_backoff(dynamodb, item, attempts, base, cap):
    """Store a ballot, with patience while the table has no room for it.

    Args:
        dynamodb: a boto3 resource that sends nothing again by itself, as
            boto3.resource("dynamodb", config=Config(retries={"total_max_attempts": 1})) gives it.
        item: the ballot, a dictionary with its key `ballot_id`. It goes into the table `ballots`.
        attempts: how often it is sent at most, an int from 1 to 100.
        base, cap: what pauses are bounded by, in seconds.

    Returns:
        How many attempts it took, an int.

    Raises:
        After the last attempt its error, as boto3 raised it and without another pause.
        Every error that is not throttling, at once and as boto3 raised it. Throttling is
        ProvisionedThroughputExceededException, ThrottlingException and RequestLimitExceeded.

    Pauses: before each further attempt a random time with time.sleep, drawn anew from 0 up to a
        bound (full jitter). The bound is `base` before the second attempt, twice as much before
        each later one, and never more than `cap`.
    """
    table = dynamodb.Table("ballots")
    for attempt in range(1, attempts + 1):
        try:
            table.put_item(Item=item)
            return attempt
        except ClientError as error:
            if error.response["Error"]["Code"] not in THROTTLED or attempt == attempts:
                raise
        time.sleep(random.uniform(0, min(cap, base * 2 ** (attempt - 1))))
