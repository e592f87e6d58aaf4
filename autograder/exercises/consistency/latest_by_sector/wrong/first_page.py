# fails: large_sector, exam_any_price, exam_large_sector
# advice: pages
"""One Query of the index and no more."""

import time


def latest_by_sector(dynamodb, sector):
    page = dynamodb.meta.client.query(
        TableName="prices",
        IndexName="by_sector",
        KeyConditionExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
    )
    symbols = {item["symbol"] for item in page["Items"]}
    prices, keys = {}, sorted(symbols)
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
    return prices
