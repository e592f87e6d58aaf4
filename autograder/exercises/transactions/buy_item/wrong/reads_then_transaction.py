# fails: one_request, one_item, one_purse, exam_one_request, exam_races
# advice: one_request, looks_first
"""A transaction, but what it writes was decided before it, by reads."""


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
    dynamodb.meta.client.transact_write_items(
        TransactItems=[
            {
                "Update": {
                    "TableName": "players",
                    "Key": {"player_id": player_id},
                    "UpdateExpression": "SET coins = coins - :price",
                    "ExpressionAttributeValues": {":price": price},
                }
            },
            {
                "Update": {
                    "TableName": "items",
                    "Key": {"item_id": item_id},
                    "UpdateExpression": "SET sold_to = :player",
                    "ExpressionAttributeValues": {":player": player_id},
                }
            },
        ]
    )
    return "bought"
