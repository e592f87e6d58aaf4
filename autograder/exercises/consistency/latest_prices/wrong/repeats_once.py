# fails: left_out, crowded, exam_left_out, exam_crowded
# advice: unprocessed
"""Asks for what was left out once more, and only once."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        answer = dynamodb.batch_get_item(RequestItems=request)
        items = answer["Responses"]["prices"]
        if answer["UnprocessedKeys"]:
            time.sleep(1)
            items += dynamodb.batch_get_item(RequestItems=answer["UnprocessedKeys"])["Responses"]["prices"]
        prices.update({item["symbol"]: item.get("price") for item in items})
    return prices
