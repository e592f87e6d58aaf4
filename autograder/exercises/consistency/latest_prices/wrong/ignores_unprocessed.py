# fails: left_out, crowded, exam_left_out, exam_crowded
# advice: unprocessed
"""Takes the answer for the whole answer."""


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        answer = dynamodb.batch_get_item(RequestItems=request)
        prices.update({item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]})
    return prices
