# fails: counts, never_had_one, unknown, named_twice, nobody, one_moment, too_many, exam_counts, exam_odd_lists, exam_one_moment, exam_too_many
# advice: numbers
"""Adds them all up."""

def holdings(dynamodb, player_ids):
    wanted = list(dict.fromkeys(player_ids))
    if len(wanted) > 100:
        raise ValueError("DynamoDB reads at most 100 items at one moment.")
    if not wanted:
        return 0
    gets = [{"Get": {"TableName": "players", "Key": {"player_id": player_id}}} for player_id in wanted]
    found = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
    by_player = {
        player_id: answer["Item"].get("vouchers", 0)
        for player_id, answer in zip(wanted, found, strict=True)
        if "Item" in answer
    }
    return sum(by_player.values())
