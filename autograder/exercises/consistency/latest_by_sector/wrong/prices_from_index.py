# fails: last_trades, moved_away, withdrawn, exam_last_trades, exam_left_the_sector, exam_busy, exam_left_out, left_out
# advice: eventual, moved, gone, catches_all
"""The index holds the prices already, so it takes them from there. It holds those of a moment ago."""


def latest_by_sector(dynamodb, sector):
    pages = dynamodb.meta.client.get_paginator("query").paginate(
        TableName="prices",
        IndexName="by_sector",
        KeyConditionExpression="sector = :sector",
        ExpressionAttributeValues={":sector": sector},
    )
    return {item["symbol"]: item.get("price") for page in pages for item in page["Items"]}
