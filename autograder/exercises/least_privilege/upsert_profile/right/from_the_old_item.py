"""Returns what was stored before and is changed: the old item and the changes make the new one."""


def upsert_profile(dynamodb, player_id, changes, now):
    if "player_id" in changes or "created_at" in changes:
        raise ValueError("not for callers")
    keys = {f"#k{i}": k for i, k in enumerate(changes)}
    values = {f":k{i}": v for i, v in enumerate(changes.values())}
    sets = ", ".join(["created_at = if_not_exists(created_at, :t)", *(f"#k{i} = :k{i}" for i in range(len(changes)))])
    more = {"ExpressionAttributeNames": keys} if keys else {}
    answer = dynamodb.Table("players").update_item(
        Key={"player_id": player_id},
        UpdateExpression=f"SET {sets}",
        ExpressionAttributeValues={":t": now, **values},
        ReturnValues="ALL_OLD",
        **more,
    )
    before = answer.get("Attributes", {"player_id": player_id})
    return {"created_at": now, **before, **changes}
