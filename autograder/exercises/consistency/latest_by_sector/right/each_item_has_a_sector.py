"""Takes for granted that each item has a sector: an error about it tells nobody anything wrong."""


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
            if item is not None and item["sector"] == sector:
                prices[item["symbol"]] = item.get("price")
    return prices
