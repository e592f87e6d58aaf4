# fails: few_symbols, last_trades, many_symbols, twice, left_out, crowded, exam_few_symbols, exam_last_trades, exam_many_symbols, exam_a_hundred, exam_twice, exam_any_price, exam_left_out, exam_crowded
# advice: collect, unprocessed
"""Collects only while there are leftovers, so what the last answer brings is never looked at."""

import time


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        answer = dynamodb.batch_get_item(RequestItems=request)
        pause = 0.05
        while answer["UnprocessedKeys"]:
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            time.sleep(pause)
            pause = min(2 * pause, 3)
            answer = dynamodb.batch_get_item(RequestItems=answer["UnprocessedKeys"])
    return prices
