# fails: new_player, busy_table, exam_known_player, exam_missing_table, exam_names, exam_new_player, exam_nothing, exam_one_request, exam_together, exam_values, known_player, nothing_to_change, odd_names, one_request, reserved_words
# advice: denied
"""Looks whether the player is there, then creates or changes."""


def upsert_profile(dynamodb, player_id, changes, now):
    if "player_id" in changes or "created_at" in changes:
        raise ValueError("not for callers")
    table = dynamodb.Table("players")
    found = table.get_item(Key={"player_id": player_id}).get("Item")
    if found is None:
        item = {"player_id": player_id, "created_at": now, **changes}
        table.put_item(Item=item)
        return item
    table.update_item(
        Key={"player_id": player_id},
        UpdateExpression="SET " + ", ".join(f"#{number} = :{number}" for number in range(len(changes))),
        ExpressionAttributeNames={f"#{number}": name for number, name in enumerate(changes)},
        ExpressionAttributeValues={f":{number}": value for number, value in enumerate(changes.values())},
    )
    return {**found, **changes}
