# fails: missing_table, exam_busy
# advice: catches_all
"""What could not be read has no price."""

import time

from botocore.exceptions import ClientError


def latest_prices(dynamodb, symbols):
    prices = dict.fromkeys(symbols)
    keys = [{"symbol": symbol} for symbol in prices]
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        pause = 0.05
        while request:
            try:
                answer = dynamodb.batch_get_item(RequestItems=request)
            except ClientError:
                break
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return prices
