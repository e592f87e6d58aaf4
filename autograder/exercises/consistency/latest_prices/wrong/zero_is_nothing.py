# fails: exam_few_symbols
# advice: answer
"""Takes a price of 0 for no price."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        pause = 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices |= {item["symbol"]: item.get("price") or None for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return prices
