# fails: two_positions, last_fills, three_megabytes, exam_positions, exam_last_fills, exam_large_account, exam_any_number
# advice: sold_out
"""Returns positions that are sold out too."""


def positions(dynamodb, account):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="positions",
        KeyConditionExpression="account = :account",
        ExpressionAttributeValues={":account": account},
        ConsistentRead=True,
    )
    return {item["symbol"]: item["quantity"] for page in pages for item in page["Items"]}
