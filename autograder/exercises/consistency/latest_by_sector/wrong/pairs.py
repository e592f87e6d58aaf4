# fails: one_sector, last_trades, moved_away, withdrawn, large_sector, left_out, no_instruments, exam_one_sector, exam_last_trades, exam_left_the_sector, exam_large_sector, exam_left_out
# advice: answer
"""Returns a sorted list of pairs in place of a dictionary."""

import time

from boto3.dynamodb.conditions import Key


def latest_by_sector(dynamodb, sector):
    query = {"IndexName": "by_sector", "KeyConditionExpression": Key("sector").eq(sector)}
    keys = []
    while True:
        page = dynamodb.Table("prices").query(**query)
        keys += [{"symbol": item["symbol"]} for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            break
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    prices = {}
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        pause = 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            items = [item for item in answer["Responses"]["prices"] if item.get("sector") == sector]
            prices |= {item["symbol"]: item.get("price") for item in items}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause = min(2 * pause, 3)
    return sorted(prices.items())
