import random
import time
import uuid

from botocore.exceptions import ClientError


def retry_conflicts(dynamodb, request, tries):
    """Send a transaction, and send it again as long as others are in its way.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        request: the parameters of transact_write_items, a dictionary with TransactItems and perhaps
            more, such as ClientRequestToken.
        tries: how often it is sent at most, an int from 1 to 100.

    Returns:
        The response of transact_write_items.

    Raises:
        After the last try its error, as boto3 raised it, and without another pause.
        At once, as boto3 raised it, every error that is not a mere conflict. A mere conflict is a
        TransactionCanceledException with the reason TransactionConflict at least once, and beside
        it no other reason than "None".

    Pauses: before each further try a random time, drawn anew from 0 up to a bound. The bound is
        0.1 seconds before the second try, twice as much before each later one, and at most 2 seconds.

    Token: all tries send the same ClientRequestToken. It is the one in the request, if there is one;
        otherwise a new one for each call of this function, 1 to 36 characters long.
    """
    request = {"ClientRequestToken": str(uuid.uuid4()), **request}
    for number in range(1, tries + 1):
        try:
            return dynamodb.meta.client.transact_write_items(**request)
        except ClientError as error:
            codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
            if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:
                raise
        time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))
