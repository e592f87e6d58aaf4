# fails: one_moment, after_a_conflict, exam_one_moment, exam_hundred_at_one_moment
# advice: batch
"""One request, but not one moment."""


def holdings(dynamodb, player_ids):
    names = sorted(set(player_ids))
    if len(names) > 100:
        raise ValueError("too many")
    if not names:
        return {}
    wanted = {"players": {"Keys": [{"player_id": name} for name in names], "ConsistentRead": True}}
    items = dynamodb.batch_get_item(RequestItems=wanted)["Responses"]["players"]
    return {item["player_id"]: item.get("vouchers", 0) for item in items}
