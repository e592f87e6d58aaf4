# fails: one_request, mixed_reasons, exam_one_request, exam_mixed_reasons
# advice: one_request, not_a_condition
"""Tries every cancellation again, a failed condition included, before it gives an answer."""

import time

from botocore.exceptions import ClientError


def buy_item(dynamodb, player_id, item_id, price):
    for left in (2, 1, 0):
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
            if reasons and left:
                time.sleep(0.01)
                continue
            if not any(failed):
                raise
            player, item = reasons
            if failed[0] and "Item" not in player:
                return "no_such_player"
            if failed[1]:
                return "already_sold" if "Item" in item else "no_such_item"
            return "too_few_coins"
        return "bought"
