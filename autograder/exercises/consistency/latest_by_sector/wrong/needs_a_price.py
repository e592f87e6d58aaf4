# fails: one_sector, exam_one_sector, moved_away, withdrawn, exam_left_the_sector, exam_last_trades
# advice: none
"""Leaves out instruments that have no price."""

import time


def latest_by_sector(dynamodb, sector):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="prices",
        IndexName="by_sector",
        KeyConditionExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
    )
    symbols = {item["symbol"] for page in pages for item in page["Items"]}
    prices, keys = {}, sorted(symbols)
    while keys:
        request = {"prices": {"Keys": [{"symbol": key} for key in keys[:100]], "ConsistentRead": True}}
        keys, pause = keys[100:], 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            for item in answer["Responses"]["prices"]:
                if item["sector"] == sector and "price" in item:
                    prices[item["symbol"]] = item.get("price")
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return prices
