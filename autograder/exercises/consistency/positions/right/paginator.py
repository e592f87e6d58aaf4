"""The client's paginator, which carries every parameter to every page; the filter runs in DynamoDB."""


def positions(dynamodb, account):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="positions",
        KeyConditionExpression="account = :account",
        FilterExpression="quantity <> :zero",
        ProjectionExpression="symbol, quantity",
        ExpressionAttributeValues={":account": account, ":zero": 0},
        ConsistentRead=True,
    )
    return {item["symbol"]: item["quantity"] for page in pages for item in page["Items"]}
