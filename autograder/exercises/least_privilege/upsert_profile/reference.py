def upsert_profile(dynamodb, player_id, changes, now):
    """Change a player's profile, or create it if there is none.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one. It signs
            with the function's role, which allows UpdateItem on the table `players`, and nothing else.
        player_id: the player's key in the table `players`, a string.
        changes: the attributes to be set, a dictionary of names and values: any that DynamoDB can
            store. It may be empty.
        now: the time as a string, such as "2026-06-01T12:00:00Z".

    Returns:
        The whole item as it is stored afterwards, a dictionary.
        It has every change as given. `created_at` is `now` if the item had none before, whether it
        was there or not. All other attributes are as they were.
        One UpdateItem does it all, also if there is nothing to change.

    Raises:
        ValueError: `changes` names `player_id` or `created_at`. Nothing is sent.
        Any other failure comes out as boto3 raised it.
    """
    if {"player_id", "created_at"} & changes.keys():
        raise ValueError("player_id and created_at cannot be changed.")
    names, values = {"#created": "created_at"}, {":now": now}
    parts = ["#created = if_not_exists(#created, :now)"]
    for number, (name, value) in enumerate(changes.items()):
        names[f"#{number}"], values[f":{number}"] = name, value
        parts.append(f"#{number} = :{number}")
    answer = dynamodb.Table("players").update_item(
        Key={"player_id": player_id},
        UpdateExpression="SET " + ", ".join(parts),
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
        ReturnValues="ALL_NEW",
    )
    return answer["Attributes"]
