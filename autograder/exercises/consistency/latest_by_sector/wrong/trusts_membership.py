# fails: moved_away, exam_left_the_sector
# advice: moved
"""Reads the prices consistently, and believes the index about the sector."""

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
            prices |= {item["symbol"]: item.get("price") for item in answer["Responses"]["prices"]}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2
    return prices
