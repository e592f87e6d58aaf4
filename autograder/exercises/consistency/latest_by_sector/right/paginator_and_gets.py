"""The paginator, and a consistent GetItem for each symbol: more requests, the same truth."""


def latest_by_sector(dynamodb, sector):
    client, prices = dynamodb.meta.client, {}
    pages = client.get_paginator("query").paginate(
        TableName="prices",
        IndexName="by_sector",
        KeyConditionExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
        ProjectionExpression="symbol",
    )
    for page in pages:
        for key in page["Items"]:
            item = client.get_item(TableName="prices", Key=key, ConsistentRead=True).get("Item")
            if item is not None and item.get("sector") == sector:
                prices[item["symbol"]] = item.get("price")
    return prices
