"""Calls itself for each further try."""

import secrets
import time
from random import SystemRandom

from botocore.exceptions import ClientError

NOTHING_BUT_OTHERS = [{"TransactionConflict"}, {"TransactionConflict", "None"}]


def attempt(client, request, tries, bound):
    try:
        return client.transact_write_items(**request)
    except ClientError as error:
        reasons = error.response.get("CancellationReasons") or []
        if tries <= 1 or {reason["Code"] for reason in reasons} not in NOTHING_BUT_OTHERS:
            raise error
    time.sleep(SystemRandom().uniform(0, bound))
    return attempt(client, request, tries - 1, min(2 * bound, 2.0))


def retry_conflicts(dynamodb, request, tries):
    request = dict(request)
    request.setdefault("ClientRequestToken", secrets.token_hex(16))
    return attempt(dynamodb.meta.client, request, tries, 0.1)
