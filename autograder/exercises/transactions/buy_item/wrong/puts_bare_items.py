# fails: enough_coins, sold_again, exam_enough_coins, exam_sold
# advice: price
"""Puts the item with what it knows of it: a put replaces everything."""

from botocore.exceptions import ClientError


def buy_item(dynamodb, player_id, item_id, price):
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
                    "Put": {
                        "TableName": "items",
                        "Item": {"item_id": item_id, "sold_to": player_id},
                        "ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
            ]
        )
    except ClientError as error:
        reasons = error.response.get("CancellationReasons", [])
        failed = [reason["Code"] == "ConditionalCheckFailed" for reason in reasons]
        if not any(failed):
            raise
        player, item = reasons
        if failed[0] and "Item" not in player:
            return "no_such_player"
        if failed[1]:
            return "already_sold" if "Item" in item else "no_such_item"
        return "too_few_coins"
    return "bought"
