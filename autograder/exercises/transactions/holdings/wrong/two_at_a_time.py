# fails: one_moment, exam_one_moment, exam_hundred_at_one_moment
# advice: several_moments
"""Transactions, but several of them."""


def holdings(dynamodb, player_ids):
    names = sorted(set(player_ids))
    if len(names) > 100:
        raise ValueError("too many")
    found = {}
    for first in range(0, len(names), 2):
        gets = [{"Get": {"TableName": "players", "Key": {"player_id": name}}} for name in names[first : first + 2]]
        for answer in dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]:
            if "Item" in answer:
                found[answer["Item"]["player_id"]] = answer["Item"].get("vouchers", 0)
    return found
