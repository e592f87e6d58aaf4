# fails: withdrawn, exam_left_the_sector
# advice: endless
"""Asks again until the table has answered for every symbol of the index."""

import time


def latest_by_sector(dynamodb, sector):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="prices",
        IndexName="by_sector",
        KeyConditionExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
    )
    symbols = {item["symbol"] for page in pages for item in page["Items"]}
    items = {}
    while symbols - items.keys():
        keys = [{"symbol": symbol} for symbol in sorted(symbols - items.keys())[:100]]
        answer = dynamodb.batch_get_item(RequestItems={"prices": {"Keys": keys, "ConsistentRead": True}})
        items |= {item["symbol"]: item for item in answer["Responses"]["prices"]}
        time.sleep(0.05)
    return {symbol: item.get("price") for symbol, item in items.items() if item["sector"] == sector}
