# fails: missing_table, exam_refused, exam_busy
# advice: catches_all
"""What could not be read is left out."""

import time

from botocore.exceptions import ClientError


def read(dynamodb, sector, prices):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="prices",
        IndexName="by_sector",
        KeyConditionExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
    )
    symbols = {item["symbol"] for page in pages for item in page["Items"]}
    keys = sorted(symbols)
    while keys:
        request = {"prices": {"Keys": [{"symbol": key} for key in keys[:100]], "ConsistentRead": True}}
        keys, pause = keys[100:], 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            for item in answer["Responses"]["prices"]:
                if item["sector"] == sector:
                    prices[item["symbol"]] = item.get("price")
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause *= 2


def latest_by_sector(dynamodb, sector):
    prices = {}
    try:
        read(dynamodb, sector, prices)
    except ClientError:
        pass
    return prices
