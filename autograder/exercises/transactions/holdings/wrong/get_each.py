# fails: one_moment, after_a_conflict, exam_one_moment, exam_hundred_at_one_moment
# advice: several_moments
"""Strongly consistent reads, one after the other."""


def holdings(dynamodb, player_ids):
    if len(set(player_ids)) > 100:
        raise ValueError("too many")
    players = dynamodb.Table("players")
    found = {}
    for player_id in player_ids:
        item = players.get_item(Key={"player_id": player_id}, ConsistentRead=True).get("Item")
        if item:
            found[player_id] = item.get("vouchers", 0)
    return found
