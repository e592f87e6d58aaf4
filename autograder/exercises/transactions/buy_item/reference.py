from botocore.exceptions import ClientError


def buy_item(dynamodb, player_id, item_id, price):
    """Sell an item to a player: take the coins and hand over the item, or do neither.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        player_id: the player's key in the table `players`, a string.
        item_id: the item's key in the table `items`, a string.
        price: in coins, an int of at least 1.

    Returns:
        One of these texts. If several are true, it is the one that comes first in this list.
        "no_such_player": there is no such player.
        "no_such_item": there is no such item.
        "already_sold": the item has the attribute `sold_to` already, whoever it names.
        "too_few_coins": the player has fewer `coins` than the price, or no such attribute.
        "bought": the player has `price` coins less, and the item's `sold_to` is the player_id.
        Only with "bought" is anything changed, and then nothing but these two attributes. All of
        this holds however many callers there are at the same moment, and wherever a program ends.

    Raises:
        Any other failure comes out as boto3 raised it: a missing table, a busy one, a transaction
        that was cancelled for another reason than your conditions. If it has such a reason beside a
        false condition, the answer is sure, or the error comes out, since what was not looked at could
        make another answer come first. After TransactionConflict you may send it again a few times;
        you need not.

    The answer comes out of one request. There is no read before it and none after it.
    """
    try:
        dynamodb.meta.client.transact_write_items(
            TransactItems=[
                {
                    "Update": {
                        "TableName": "players",
                        "Key": {"player_id": player_id},
                        "UpdateExpression": "SET coins = coins - :price",
                        "ConditionExpression": "coins >= :price",
                        "ExpressionAttributeValues": {":price": price},
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
                {
                    "Update": {
                        "TableName": "items",
                        "Key": {"item_id": item_id},
                        "UpdateExpression": "SET sold_to = :player",
                        "ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",
                        "ExpressionAttributeValues": {":player": player_id},
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
            ]
        )
    except ClientError as error:
        reasons = error.response.get("CancellationReasons", [])
        failed = [reason["Code"] == "ConditionalCheckFailed" for reason in reasons]
        others = {reason["Code"] for reason in reasons} - {"ConditionalCheckFailed", "None"}
        if others or not any(failed):
            raise
        player, item = reasons
        if failed[0] and "Item" not in player:
            return "no_such_player"
        if failed[1]:
            return "already_sold" if "Item" in item else "no_such_item"
        return "too_few_coins"
    return "bought"
