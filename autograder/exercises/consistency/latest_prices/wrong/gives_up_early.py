# fails: crowded, exam_crowded
# advice: gave_up
"""Four tries within a second; then it raises."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        for attempt in range(4):
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            if not request:
                break
            time.sleep(0.05 * 2**attempt)
        else:
            raise TimeoutError("the table is too busy")
    return prices
