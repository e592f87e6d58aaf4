# fails: one_request, one_item, one_purse, conflict, mixed_reasons, exam_one_request, exam_races, exam_not_a_condition, exam_mixed_reasons
# advice: one_request, one_transaction, not_a_condition
"""Believes that a batch is a transaction."""


def buy_item(dynamodb, player_id, item_id, price):
    keys = {
        "players": {"Keys": [{"player_id": player_id}], "ConsistentRead": True},
        "items": {"Keys": [{"item_id": item_id}], "ConsistentRead": True},
    }
    found = dynamodb.batch_get_item(RequestItems=keys)["Responses"]
    if not found["players"]:
        return "no_such_player"
    if not found["items"]:
        return "no_such_item"
    (player,), (item,) = found["players"], found["items"]
    if "sold_to" in item:
        return "already_sold"
    if player.get("coins", 0) < price:
        return "too_few_coins"
    dynamodb.batch_write_item(
        RequestItems={
            "players": [{"PutRequest": {"Item": {**player, "coins": player["coins"] - price}}}],
            "items": [{"PutRequest": {"Item": {**item, "sold_to": player_id}}}],
        }
    )
    return "bought"
