# fails: one_sector, last_trades, moved_away, withdrawn, large_sector, left_out, no_instruments, exam_one_sector, exam_last_trades, exam_left_the_sector, exam_any_price, exam_large_sector, exam_left_out, exam_busy
# advice: catches_all, scan
"""A consistent Scan of the table: right, complete, and as expensive as the whole exchange."""


def latest_by_sector(dynamodb, sector):
    pages = dynamodb.meta.client.get_paginator("scan").paginate(
        TableName="prices",
        FilterExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
        ConsistentRead=True,
    )
    return {item["symbol"]: item.get("price") for page in pages for item in page["Items"]}
