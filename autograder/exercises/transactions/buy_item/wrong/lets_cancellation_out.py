# fails: too_few, sold, sold_again, nobody, nothing, several_reasons, one_request, one_item, one_purse, back_in_the_shop, exam_too_few, exam_sold, exam_missing, exam_several_reasons, exam_one_request, exam_races, exam_not_a_condition
# advice: let_out
"""Leaves the refusal to the caller."""


def buy_item(dynamodb, player_id, item_id, price):
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
    return "bought"
