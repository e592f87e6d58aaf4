# fails: one_request, exam_one_request
# advice: one_request
"""Reads both items after the refusal, to learn why."""

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
                    }
                },
                {
                    "Update": {
                        "TableName": "items",
                        "Key": {"item_id": item_id},
                        "UpdateExpression": "SET sold_to = :player",
                        "ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",
                        "ExpressionAttributeValues": {":player": player_id},
                    }
                },
            ]
        )
    except ClientError as error:
        reasons = error.response.get("CancellationReasons", [])
        failed = [reason["Code"] == "ConditionalCheckFailed" for reason in reasons]
        if not any(failed):
            raise
        player = dynamodb.Table("players").get_item(Key={"player_id": player_id}, ConsistentRead=True).get("Item")
        item = dynamodb.Table("items").get_item(Key={"item_id": item_id}, ConsistentRead=True).get("Item")
        if player is None:
            return "no_such_player"
        if item is None:
            return "no_such_item"
        return "already_sold" if "sold_to" in item else "too_few_coins"
    return "bought"
