# fails: last_fills, three_megabytes, exam_last_fills, exam_large_account
# advice: eventual
"""Every page, but none of them consistent."""


def positions(dynamodb, account):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="positions",
        KeyConditionExpression="account = :account",
        ExpressionAttributeValues={":account": account},
    )
    items = [item for page in pages for item in page["Items"]]
    return {item["symbol"]: item["quantity"] for item in items if item["quantity"]}
