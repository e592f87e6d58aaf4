# fails: false_condition, exam_conditions, exam_other_errors
# advice: condition, only_conflicts
"""Looks for a conflict, and not at what stands beside it."""

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
            codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
            if number == tries or "TransactionConflict" not in codes:
                raise
        time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))
