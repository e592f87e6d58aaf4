# fails: few_symbols, last_trades, twice, left_out, exam_few_symbols, exam_last_trades, exam_twice, exam_any_price, exam_left_out
# advice: order
"""Believes that items come back in the order of the keys."""

import time


def latest_prices(dynamodb, symbols):
    unique, prices = list(dict.fromkeys(symbols)), []
    for start in range(0, len(unique), 100):
        keys = [{"symbol": symbol} for symbol in unique[start : start + 100]]
        request, pause = {"prices": {"Keys": keys, "ConsistentRead": True}}, 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            prices += [item.get("price") for item in answer["Responses"]["prices"]]
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return {symbol: price for symbol, price in zip(unique, prices)}
