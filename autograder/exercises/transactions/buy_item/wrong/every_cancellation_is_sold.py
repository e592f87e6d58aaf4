# fails: conflict, exam_not_a_condition
# advice: not_a_condition
"""Takes every cancellation for an answer, also a conflict."""

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
        if not reasons:
            raise
        player, item = reasons
        if failed[0] and "Item" not in player:
            return "no_such_player"
        if failed[0] and not failed[1]:
            return "too_few_coins"
        return "no_such_item" if failed[1] and "Item" not in item else "already_sold"
    return "bought"
