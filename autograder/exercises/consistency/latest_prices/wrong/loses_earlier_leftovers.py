# fails: exam_crowded
# advice: unprocessed
"""Keeps the leftovers of the last hundred only; those of the hundreds before are overwritten."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    left = []
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        answer = dynamodb.batch_get_item(RequestItems=request)
        prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
        left = answer["UnprocessedKeys"].get("prices", {}).get("Keys", [])
    pause = 0.1
    while left:
        time.sleep(pause)
        pause *= 2
        answer = dynamodb.batch_get_item(RequestItems={"prices": {"Keys": left, "ConsistentRead": True}})
        prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
        left = answer["UnprocessedKeys"].get("prices", {}).get("Keys", [])
    return prices
