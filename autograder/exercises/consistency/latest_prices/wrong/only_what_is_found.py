# fails: few_symbols, left_out, exam_few_symbols, exam_left_out
# advice: none
"""Leaves out symbols that have no item."""

import time


def latest_prices(dynamodb, symbols):
    prices = {}
    keys = [{"symbol": symbol} for symbol in set(symbols)]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        pause = 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return prices
