# fails: crowded, exam_crowded
# advice: wait
"""Waits, but always the same hundredth of a second."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            time.sleep(0.01)
    return prices
