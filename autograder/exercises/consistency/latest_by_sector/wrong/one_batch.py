# fails: large_sector, exam_large_sector
# advice: hundred
"""One batch, however large the sector is."""

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
        request = {"prices": {"Keys": [{"symbol": key} for key in keys], "ConsistentRead": True}}
        keys, pause = [], 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            for item in answer["Responses"]["prices"]:
                if item["sector"] == sector:
                    prices[item["symbol"]] = item.get("price")
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return prices
