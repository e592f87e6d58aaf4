# fails: few_symbols, left_out, exam_few_symbols, exam_any_price, exam_left_out
# advice: endless
"""Asks until every symbol has come back. Some never do."""

import time


def latest_prices(dynamodb, symbols):
    items = {}
    wanted = set(symbols)
    pause = 0.05
    while wanted - items.keys():
        keys = [{"symbol": symbol} for symbol in sorted(wanted - items.keys())[:100]]
        request = {"prices": {"Keys": keys, "ConsistentRead": True}}
        answer = dynamodb.batch_get_item(RequestItems=request)
        items |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
        if answer["UnprocessedKeys"]:
            time.sleep(pause)
            pause *= 2
    return items
