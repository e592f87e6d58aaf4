# fails: unknown, exam_odd_lists
# advice: missing
"""Counts 0 for players who do not exist."""

def holdings(dynamodb, player_ids):
    wanted = list(dict.fromkeys(player_ids))
    if len(wanted) > 100:
        raise ValueError("DynamoDB reads at most 100 items at one moment.")
    if not wanted:
        return {}
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
    found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
    return {
        player_id: answer.get("Item", {}).get("vouchers", 0)
        for player_id, answer in zip(wanted, found, strict=True)
    }
