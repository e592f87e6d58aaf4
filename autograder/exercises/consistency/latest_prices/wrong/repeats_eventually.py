# fails: left_out, exam_left_out
# advice: eventual
"""Builds the repeat anew, and forgets ConsistentRead there."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        block, pause = {"Keys": keys[start : start + 100], "ConsistentRead": True}, 0.1
        while block["Keys"]:
            answer = dynamodb.batch_get_item(RequestItems={"prices": block})
            for item in answer["Responses"]["prices"]:
                prices[item["symbol"]] = item.get("price")
            block = {"Keys": answer["UnprocessedKeys"].get("prices", {}).get("Keys", [])}
            if block["Keys"]:
                time.sleep(pause)
                pause *= 2
    return prices
