"""All hundreds once, then all that was left over, with full jitter between the rounds."""

import random
import time


def latest_prices(dynamodb, symbols):
    prices = {symbol: None for symbol in symbols}
    left, tries = list(prices), 0
    while left:
        again = []
        for start in range(0, len(left), 100):
            keys = [{"symbol": symbol} for symbol in left[start : start + 100]]
            answer = dynamodb.meta.client.batch_get_item(
                RequestItems={"prices": {"Keys": keys, "ConsistentRead": True}}
            )
            prices.update((item["symbol"], item.get("price")) for item in answer["Responses"]["prices"])
            again += [key["symbol"] for block in answer["UnprocessedKeys"].values() for key in block["Keys"]]
        left, tries = again, tries + 1
        if left:
            time.sleep(random.uniform(0, min(5, 0.1 * 2**tries)))
    return prices
