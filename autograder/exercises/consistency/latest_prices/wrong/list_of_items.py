# fails: few_symbols, last_trades, many_symbols, twice, left_out, crowded, exam_few_symbols, exam_last_trades, exam_many_symbols, exam_a_hundred, exam_twice, exam_any_price, exam_left_out, exam_crowded
# advice: answer
"""Returns the items, for the caller to look through."""

import time


def latest_prices(dynamodb, symbols):
    keys, items = [{"symbol": symbol} for symbol in dict.fromkeys(symbols)], []
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        pause = 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            items += answer["Responses"]["prices"]
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return items
