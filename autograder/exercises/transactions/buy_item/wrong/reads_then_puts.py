# fails: one_request, crash, one_item, one_purse, conflict, mixed_reasons, exam_one_request, exam_crash, exam_races, exam_not_a_condition, exam_mixed_reasons
# advice: one_transaction, not_a_condition
"""Reads both, decides, and puts both back."""


def buy_item(dynamodb, player_id, item_id, price):
    players, items = dynamodb.Table("players"), dynamodb.Table("items")
    player = players.get_item(Key={"player_id": player_id}, ConsistentRead=True).get("Item")
    item = items.get_item(Key={"item_id": item_id}, ConsistentRead=True).get("Item")
    if player is None:
        return "no_such_player"
    if item is None:
        return "no_such_item"
    if "sold_to" in item:
        return "already_sold"
    if player.get("coins", 0) < price:
        return "too_few_coins"
    players.put_item(Item={**player, "coins": player["coins"] - price})
    items.put_item(Item={**item, "sold_to": player_id})
    return "bought"
