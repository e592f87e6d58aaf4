# fails: conflict, exam_other_failures
# advice: not_an_answer
"""Answers with nothing when DynamoDB does not answer."""

def holdings(dynamodb, player_ids):
    wanted = list(dict.fromkeys(player_ids))
    if len(wanted) > 100:
        raise ValueError("DynamoDB reads at most 100 items at one moment.")
    if not wanted:
        return {}
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
    try:
        found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
    except Exception:
        return {}
    return {
        player_id: answer["Item"].get("vouchers", 0)
        for player_id, answer in zip(wanted, found, strict=True)
        if "Item" in answer
    }
