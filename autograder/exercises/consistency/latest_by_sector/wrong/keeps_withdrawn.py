# fails: withdrawn, exam_left_the_sector
# advice: gone
"""Fills up with None whatever the table does not have any more."""

import time


def latest_by_sector(dynamodb, sector):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="prices",
        IndexName="by_sector",
        KeyConditionExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
    )
    symbols = {item["symbol"] for page in pages for item in page["Items"]}
    moved = set()
    prices, keys = {}, sorted(symbols)
    while keys:
        request = {"prices": {"Keys": [{"symbol": key} for key in keys[:100]], "ConsistentRead": True}}
        keys, pause = keys[100:], 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            for item in answer["Responses"]["prices"]:
                if item["sector"] == sector:
                    prices[item["symbol"]] = item.get("price")
                else:
                    moved.add(item["symbol"])
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return {symbol: prices.get(symbol) for symbol in symbols - moved}
