# fails: somebody_in_the_way, limit, pauses, random_pauses, one_token, token_per_call, exam_tries, exam_limit, exam_pauses, exam_tokens
# advice: try_again
"""Waits for an error code that only plain writes get."""

import random
import time
import uuid

from botocore.exceptions import ClientError


def retry_conflicts(dynamodb, request, tries):
    request = {"ClientRequestToken": str(uuid.uuid4()), **request}
    for number in range(1, tries + 1):
        try:
            return dynamodb.meta.client.transact_write_items(**request)
        except ClientError as error:
            if number == tries or error.response["Error"]["Code"] != "TransactionConflictException":
                raise
        time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))
