# fails: left_out, crowded, exam_left_out, exam_crowded
# advice: wait
"""Asks again at once, as fast as it can."""


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
    return prices
