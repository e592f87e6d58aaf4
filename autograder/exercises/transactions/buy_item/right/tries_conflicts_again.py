"""Sends the transaction again, with one token, while another one holds an item."""

import random
import time
import uuid

from botocore.exceptions import ClientError


def actions_for(player_id, item_id, price):
    return [
        {
            "Update": {
                "TableName": "players",
                "Key": {"player_id": player_id},
                "UpdateExpression": "SET #c = #c - :p",
                "ConditionExpression": "#c >= :p",
                "ExpressionAttributeNames": {"#c": "coins"},
                "ExpressionAttributeValues": {":p": price},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        },
        {
            "Update": {
                "TableName": "items",
                "Key": {"item_id": item_id},
                "UpdateExpression": "SET sold_to = :me",
                "ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",
                "ExpressionAttributeValues": {":me": player_id},
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        },
    ]


def buy_item(dynamodb, player_id, item_id, price):
    token = str(uuid.uuid4())
    for tries_left in (3, 2, 1, 0):
        try:
            dynamodb.meta.client.transact_write_items(
                TransactItems=actions_for(player_id, item_id, price), ClientRequestToken=token
            )
            return "bought"
        except ClientError as error:
            player, item = error.response.get("CancellationReasons", ({}, {}))
            codes = {player.get("Code"), item.get("Code")}
            if "ConditionalCheckFailed" in codes and codes <= {"ConditionalCheckFailed", "None"}:
                break
            if codes - {"None"} != {"TransactionConflict"} or not tries_left:
                raise
            time.sleep(random.uniform(0, 0.02))
    if player["Code"] == "ConditionalCheckFailed" and not player.get("Item"):
        return "no_such_player"
    if item["Code"] == "ConditionalCheckFailed":
        return "already_sold" if item.get("Item") else "no_such_item"
    return "too_few_coins"
