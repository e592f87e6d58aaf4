# fails: somebody_in_the_way, limit, pauses, random_pauses, one_token, token_per_call, exam_tries, exam_limit, exam_pauses, exam_tokens
# advice: try_again
"""Sends it once."""

import uuid


def retry_conflicts(dynamodb, request, tries):
    request = {"ClientRequestToken": str(uuid.uuid4()), **request}
    return dynamodb.meta.client.transact_write_items(**request)
