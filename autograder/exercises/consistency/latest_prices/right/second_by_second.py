"""All first, then what is left again, with half a second more each time. Recursion in place of a loop."""

import time


def ask(dynamodb, keys, pause):
    if not keys:
        return []
    items, left = [], []
    for start in range(0, len(keys), 100):
        wanted = [{"symbol": key} for key in keys[start : start + 100]]
        request = {"prices": {"Keys": wanted, "ConsistentRead": True}}
        answer = dynamodb.batch_get_item(RequestItems=request)
        items += answer["Responses"]["prices"]
        for block in answer["UnprocessedKeys"].values():
            left += [key["symbol"] for key in block["Keys"]]
    if left:
        time.sleep(pause)
    return items + ask(dynamodb, left, pause + 0.5)


def latest_prices(dynamodb, symbols):
    prices = {symbol: None for symbol in symbols}
    for item in ask(dynamodb, list(prices), 0.5):
        prices[item["symbol"]] = item.get("price")
    return prices
