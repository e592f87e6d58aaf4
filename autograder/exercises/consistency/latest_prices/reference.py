import time


def latest_prices(dynamodb, symbols):
    """The prices of many instruments, in few requests.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        symbols: a list of keys of the table `prices`, strings; any number of them, none included,
            in any order, and the same one perhaps more than once.

    Returns:
        A dictionary with one entry for each symbol that was asked for: its price, exactly as it is
        stored, or None if there is no such instrument or it has no price.
        Every write that DynamoDB confirmed before this call is included.
        Nothing is changed. Of n different symbols it takes n / 100 requests, rounded up, unless
        DynamoDB leaves keys unprocessed; then these are asked for again after a pause (time.sleep).
        How long you pause is up to you, but a table that is crowded for 5 seconds gets 40 requests at most.

    Raises:
        Any failure comes out as boto3 raised it, never a part of the prices. With keys that stay
        unprocessed it may go on for as long as it takes, or give up with any exception after 10
        seconds of waiting at the earliest.
    """
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        pause = 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause = min(2 * pause, 3)
    return prices
