# fails: sold_again, exam_sold
# advice: new_token
"""Makes the token out of the arguments, so that a second purchase looks like a repetition of the first."""

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
            ],
            ClientRequestToken=f"{player_id}-{item_id}"[:36],
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
