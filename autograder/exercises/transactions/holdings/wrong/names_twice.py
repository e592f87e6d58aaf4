# fails: named_twice, too_many, exam_odd_lists, exam_too_many
# advice: twice
"""Sends a player_id as often as it is in the list."""

def holdings(dynamodb, player_ids):
    wanted = list(player_ids)
    if len(wanted) > 100:
        raise ValueError("DynamoDB reads at most 100 items at one moment.")
    if not wanted:
        return {}
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
    found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
    return {
        player_id: answer["Item"].get("vouchers", 0)
        for player_id, answer in zip(wanted, found, strict=True)
        if "Item" in answer
    }
