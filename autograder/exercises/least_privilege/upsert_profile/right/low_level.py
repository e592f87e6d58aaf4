"""The resource's client, and two lists."""


def upsert_profile(dynamodb, player_id, changes, now):
    for name in ("player_id", "created_at"):
        if name in changes:
            raise ValueError(f"{name} cannot be changed.")
    pairs = list(changes.items())
    text = "SET created_at = if_not_exists(created_at, :created)"
    for place in range(len(pairs)):
        text += f", #n{place} = :v{place}"
    parameters = {
        "TableName": "players",
        "Key": {"player_id": player_id},
        "UpdateExpression": text,
        "ExpressionAttributeValues": {":created": now, **{f":v{n}": value for n, (_, value) in enumerate(pairs)}},
        "ReturnValues": "ALL_NEW",
    }
    if pairs:
        parameters["ExpressionAttributeNames"] = {f"#n{n}": name for n, (name, _) in enumerate(pairs)}
    return dynamodb.meta.client.update_item(**parameters)["Attributes"]
