# fails: two_positions, last_fills, three_megabytes, no_positions, exam_positions, exam_last_fills, exam_large_account, exam_any_number, exam_many_pages
# advice: scan
"""Reads the whole table, page by page, and filters. The answer is right and the bill is the bank's whole book."""


def positions(dynamodb, account):
    pages = dynamodb.meta.client.get_paginator("scan").paginate(
        TableName="positions",
        FilterExpression="account = :account",
        ExpressionAttributeValues={":account": account},
        ConsistentRead=True,
    )
    items = [item for page in pages for item in page["Items"]]
    return {item["symbol"]: item["quantity"] for item in items if item["quantity"] != 0}
