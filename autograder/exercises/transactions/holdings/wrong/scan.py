# fails: one_moment, after_a_conflict, exam_one_moment, exam_hundred_at_one_moment?
# advice: batch
"""Reads the whole table with ConsistentRead and takes what it needs."""


def holdings(dynamodb, player_ids):
    if len(set(player_ids)) > 100:
        raise ValueError("too many")
    if not player_ids:
        return {}
    pages = dynamodb.meta.client.get_paginator("scan").paginate(TableName="players", ConsistentRead=True)
    items = [item for page in pages for item in page["Items"]]
    return {item["player_id"]: item.get("vouchers", 0) for item in items if item["player_id"] in player_ids}
