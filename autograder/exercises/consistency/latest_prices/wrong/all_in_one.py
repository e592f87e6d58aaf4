# fails: many_symbols, exam_many_symbols, exam_twice, exam_refused, exam_crowded, exam_busy
# advice: hundred
"""One request, however long the list is."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    request = {"prices": {"Keys": [{"symbol": symbol} for symbol in prices], "ConsistentRead": True}}
    pause = 0.05
    while request:
        answer = dynamodb.batch_get_item(RequestItems=request)
        prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
        request = answer["UnprocessedKeys"]
        if request:
            time.sleep(pause)
            pause *= 2
    return prices
