# fails: last_fills, exam_last_fills
# advice: eventual
"""Finds the positions with a plain Query and reads each of them consistently: new ones are not found."""


def positions(dynamodb, account):
    table = dynamodb.Table("positions")
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="positions",
        KeyConditionExpression="account = :account",
        ExpressionAttributeValues={":account": account},
        ProjectionExpression="account, symbol",
    )
    items = [table.get_item(Key=key, ConsistentRead=True)["Item"] for page in pages for key in page["Items"]]
    return {item["symbol"]: item["quantity"] for item in items if item["quantity"]}
