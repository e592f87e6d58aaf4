"""The bounds are known before the first try; errors are told apart by what they carry."""

import time
import uuid
from itertools import accumulate, repeat
from random import uniform


def bounds(count):
    """The bounds of so many pauses."""
    return accumulate(repeat(0.1, count), lambda bound, _: min(2.0, bound * 2))


def worth_another(error):
    told = getattr(error, "response", None) or {}  # None, where no answer came
    if told.get("Error", {}).get("Code") != "TransactionCanceledException":
        return False
    reasons = {reason.get("Code") for reason in told.get("CancellationReasons", ())} - {"None"}
    return reasons == {"TransactionConflict"}


def retry_conflicts(dynamodb, request, tries):
    sent = {name: value for name, value in request.items()}
    if "ClientRequestToken" not in sent:
        sent["ClientRequestToken"] = f"{uuid.uuid1()}"
    for bound in [*bounds(tries - 1), None]:
        try:
            return dynamodb.meta.client.transact_write_items(**sent)
        except Exception as error:
            if bound is None or not worth_another(error):
                raise
            time.sleep(uniform(0.0, bound))
