"""Short: a dictionary takes each name once, and keeps the order."""


def holdings(dynamodb, player_ids):
    names = dict.fromkeys(player_ids, 0)
    if len(names) > 100:
        raise ValueError(len(names))
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": name}}} for name in names]
    read = dynamodb.meta.client.transact_get_items
    answers = read(TransactItems=gets)["Responses"] if gets else []
    return {name: a["Item"].get("vouchers", 0) for name, a in zip(names, answers) if a}
