# fails: one_token, exam_tokens
# advice: token
"""A new token for each try."""

import random
import time
import uuid

from botocore.exceptions import ClientError


def retry_conflicts(dynamodb, request, tries):
    for number in range(1, tries + 1):
        try:
            return dynamodb.meta.client.transact_write_items(**{"ClientRequestToken": str(uuid.uuid4()), **request})
        except ClientError as error:
            codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
            if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:
                raise
        time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))
