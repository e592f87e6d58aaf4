# fails: token_per_call, exam_tries, exam_tokens
# advice: token_per_call
"""A token made once, when the function is defined."""

import random
import time
import uuid

from botocore.exceptions import ClientError


def retry_conflicts(dynamodb, request, tries, token=str(uuid.uuid4())):
    request = {"ClientRequestToken": token, **request}
    for number in range(1, tries + 1):
        try:
            return dynamodb.meta.client.transact_write_items(**request)
        except ClientError as error:
            codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
            if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:
                raise
        time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))
