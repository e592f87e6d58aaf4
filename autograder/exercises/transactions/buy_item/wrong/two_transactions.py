# fails: one_request, crash, one_purse, mixed_reasons, exam_one_request, exam_crash, exam_races, exam_mixed_reasons
# advice: one_request, one_transaction
"""Two transactions of one action each, for each its own reasons."""

from botocore.exceptions import ClientError


def attempt(dynamodb, **update):
    """None when it was carried out; True or False when it was refused: whether there was an item."""
    update["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    try:
        dynamodb.meta.client.transact_write_items(TransactItems=[{"Update": update}])
    except ClientError as error:
        (reason,) = error.response.get("CancellationReasons", [{}])
        if reason.get("Code") != "ConditionalCheckFailed":
            raise
        return "Item" in reason
    return None


def buy_item(dynamodb, player_id, item_id, price):
    item = attempt(
        dynamodb,
        TableName="items",
        Key={"item_id": item_id},
        UpdateExpression="SET sold_to = :me",
        ConditionExpression="attribute_exists(item_id) AND attribute_not_exists(sold_to)",
        ExpressionAttributeValues={":me": player_id},
    )
    player = attempt(
        dynamodb,
        TableName="players",
        Key={"player_id": player_id},
        UpdateExpression="SET coins = coins - :price",
        ConditionExpression="coins >= :price AND :free = :yes",
        ExpressionAttributeValues={":price": price, ":free": item is None, ":yes": True},
    )
    if player is None:
        return "bought"
    if item is None:
        dynamodb.Table("items").update_item(Key={"item_id": item_id}, UpdateExpression="REMOVE sold_to")
    if not player:
        return "no_such_player"
    if item is None:
        return "too_few_coins"
    return "already_sold" if item else "no_such_item"
