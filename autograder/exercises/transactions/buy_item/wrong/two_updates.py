# fails: one_request, crash, conflict, mixed_reasons, exam_one_request, exam_crash, exam_not_a_condition, exam_mixed_reasons
# advice: one_transaction, not_a_condition
"""Two conditional updates, one after the other, and the coins back if the second is refused."""

from botocore.exceptions import ClientError


def buy_item(dynamodb, player_id, item_id, price):
    players, items = dynamodb.Table("players"), dynamodb.Table("items")
    try:
        players.update_item(
            Key={"player_id": player_id},
            UpdateExpression="SET coins = coins - :price",
            ConditionExpression="coins >= :price",
            ExpressionAttributeValues={":price": price},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        if "Item" not in error.response:
            return "no_such_player"
        item = items.get_item(Key={"item_id": item_id}, ConsistentRead=True).get("Item")
        if item is None:
            return "no_such_item"
        return "already_sold" if "sold_to" in item else "too_few_coins"
    try:
        items.update_item(
            Key={"item_id": item_id},
            UpdateExpression="SET sold_to = :player",
            ConditionExpression="attribute_exists(item_id) AND attribute_not_exists(sold_to)",
            ExpressionAttributeValues={":player": player_id},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        players.update_item(
            Key={"player_id": player_id},
            UpdateExpression="ADD coins :price",
            ExpressionAttributeValues={":price": price},
        )
        return "already_sold" if "Item" in error.response else "no_such_item"
    return "bought"
