# fails: two_positions, last_fills, three_megabytes, no_positions, exam_positions, exam_last_fills, exam_large_account, exam_any_number, exam_many_pages
# advice: answer
"""Returns the items as DynamoDB has them."""


def positions(dynamodb, account):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="positions",
        KeyConditionExpression="account = :account",
        FilterExpression="quantity <> :zero",
        ExpressionAttributeValues={":account": account, ":zero": 0},
        ConsistentRead=True,
    )
    return [item for page in pages for item in page["Items"]]
