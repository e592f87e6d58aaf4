# fails: left_out, exam_left_out
# advice: unprocessed
"""Takes the first answer of a batch for all of it."""


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
        keys = keys[100:]
        for item in dynamodb.batch_get_item(RequestItems=request)["Responses"]["prices"]:
            if item["sector"] == sector:
                prices[item["symbol"]] = item.get("price")
    return prices
