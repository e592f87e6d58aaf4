# fails: new_player, busy_table, exam_known_player, exam_missing_table, exam_names, exam_new_player, exam_nothing, exam_one_request, exam_together, exam_values, known_player, nothing_to_change, odd_names, one_request, reserved_words
# advice: denied
"""Puts the item: that creates or replaces, and needs a permission that the role has not."""


def upsert_profile(dynamodb, player_id, changes, now):
    if "player_id" in changes or "created_at" in changes:
        raise ValueError("not for callers")
    item = {"player_id": player_id, "created_at": now, **changes}
    dynamodb.Table("players").put_item(Item=item)
    return item
