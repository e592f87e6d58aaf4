"""The client, full jitter, and a limit: a random pause below a bound that doubles."""

import random
import time


def latest_prices(dynamodb, symbols):
    waiting = list(dict.fromkeys(symbols))
    found = {}
    attempt = 0
    while waiting:
        batch, waiting = waiting[:100], waiting[100:]
        answer = dynamodb.meta.client.batch_get_item(
            RequestItems={
                "prices": {
                    "Keys": [{"symbol": symbol} for symbol in batch],
                    "ConsistentRead": True,
                    "ProjectionExpression": "symbol, price",
                }
            }
        )
        found.update((item["symbol"], item.get("price")) for item in answer["Responses"].get("prices", []))
        left = [key["symbol"] for key in answer["UnprocessedKeys"].get("prices", {}).get("Keys", [])]
        if left:
            time.sleep(random.uniform(0, min(4, 0.1 * 2**attempt)))
            attempt += 1
        waiting = left + waiting
    return {symbol: found.get(symbol) for symbol in symbols}
