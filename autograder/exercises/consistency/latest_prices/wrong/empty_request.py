# fails: many_symbols, exam_many_symbols
# advice: hundred
"""Sends a request even when there is nothing to ask for."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    while True:
        request, keys, pause = {"prices": {"Keys": keys[:100], "ConsistentRead": True}}, keys[100:], 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
        if not keys:
            return prices
