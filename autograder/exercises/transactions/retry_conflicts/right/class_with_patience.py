"""A class, a while loop, and the exception class that boto3 makes."""

import random
import time
from uuid import uuid4


class Patience:
    FIRST, LONGEST = 0.1, 2.0

    def __init__(self):
        self.bound = self.FIRST

    def pause(self):
        time.sleep(random.random() * self.bound)
        self.bound = min(self.bound * 2, self.LONGEST)


def only_conflicts(error):
    codes = [reason["Code"] for reason in error.response["CancellationReasons"]]
    return "TransactionConflict" in codes and all(code in ("None", "TransactionConflict") for code in codes)


def retry_conflicts(dynamodb, request, tries):
    client, patience = dynamodb.meta.client, Patience()
    token = request.get("ClientRequestToken") or uuid4().hex
    left = tries
    while True:
        left -= 1
        try:
            return client.transact_write_items(**{**request, "ClientRequestToken": token})
        except client.exceptions.TransactionCanceledException as error:
            if not only_conflicts(error) or left == 0:
                raise
        patience.pause()
