"""Short: ADD of a negative number, and a match on what failed and what was found."""

from botocore.exceptions import ClientError


def buy_item(dynamodb, player_id, item_id, price):
    def update(table, key, **rest):
        return {"Update": {"TableName": table, "Key": key, "ReturnValuesOnConditionCheckFailure": "ALL_OLD", **rest}}

    pay = update(
        "players",
        {"player_id": player_id},
        UpdateExpression="ADD coins :minus",
        ConditionExpression="NOT coins < :price AND attribute_exists(coins)",
        ExpressionAttributeValues={":minus": -price, ":price": price},
    )
    hand_over = update(
        "items",
        {"item_id": item_id},
        UpdateExpression="SET sold_to = if_not_exists(sold_to, :me)",
        ConditionExpression="attribute_not_exists(sold_to) AND item_id = :id",
        ExpressionAttributeValues={":me": player_id, ":id": item_id},
    )
    try:
        dynamodb.meta.client.transact_write_items(TransactItems=[pay, hand_over])
        return "bought"
    except ClientError as error:
        reasons = error.response.get("CancellationReasons") or []
        match [(reason["Code"] == "ConditionalCheckFailed", "Item" in reason) for reason in reasons]:
            case [(True, False), _]:
                return "no_such_player"
            case [_, (True, found)] if reasons[0]["Code"] in ("ConditionalCheckFailed", "None"):
                return "already_sold" if found else "no_such_item"
            case [(True, True), _] if reasons[1]["Code"] == "None":
                return "too_few_coins"
        raise
