# fails: too_many, exam_too_many
# advice: split
"""Splits a long list into transactions of 100, each at its own moment."""

def holdings(dynamodb, player_ids):
    wanted = list(dict.fromkeys(player_ids))
    if len(wanted) > 100:
        return holdings(dynamodb, wanted[:100]) | holdings(dynamodb, wanted[100:])
    if not wanted:
        return {}
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
    found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
    return {
        player_id: answer["Item"].get("vouchers", 0)
        for player_id, answer in zip(wanted, found, strict=True)
        if "Item" in answer
    }
