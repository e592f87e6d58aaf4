# fails: one_sector, last_trades, moved_away, withdrawn, large_sector, left_out, no_instruments, exam_one_sector, exam_last_trades, exam_left_the_sector, exam_any_price, exam_refused, exam_large_sector, exam_left_out, exam_busy
# advice: index_consistent
"""ConsistentRead=True on the index, which refuses it."""


def latest_by_sector(dynamodb, sector):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="prices",
        IndexName="by_sector",
        KeyConditionExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
        ConsistentRead=True,
    )
    return {item["symbol"]: item.get("price") for page in pages for item in page["Items"]}
