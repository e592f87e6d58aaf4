# fails: twice, exam_twice
# advice: duplicates
"""Sends the list as it came."""

import time


def latest_prices(dynamodb, symbols):
    prices = {}
    for start in range(0, len(symbols), 100):
        hundred = symbols[start : start + 100]
        prices |= dict.fromkeys(hundred)
        request = {"prices": {"Keys": [{"symbol": symbol} for symbol in hundred], "ConsistentRead": True}}
        pause = 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return prices
