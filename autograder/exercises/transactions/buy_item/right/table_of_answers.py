"""A table from what was seen of both to the answer."""

from botocore.exceptions import ClientError


def buy_item(dynamodb, player_id, item_id, price):
    player = {
        "TableName": "players",
        "Key": {"player_id": player_id},
        "UpdateExpression": "SET coins = coins - :price",
        "ConditionExpression": "coins >= :price",
        "ExpressionAttributeValues": {":price": price},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    item = {
        "TableName": "items",
        "Key": {"item_id": item_id},
        "UpdateExpression": "SET sold_to = :player",
        "ConditionExpression": "attribute_exists(item_id) AND attribute_not_exists(sold_to)",
        "ExpressionAttributeValues": {":player": player_id},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    try:
        dynamodb.meta.client.transact_write_items(TransactItems=[{"Update": player}, {"Update": item}])
    except ClientError as error:
        if error.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        answer = why(*error.response["CancellationReasons"])
        if answer is None:
            raise
        return answer
    return "bought"


def why(player, item):
    failed = "ConditionalCheckFailed"
    if {player["Code"], item["Code"]} - {"None", failed}:
        return None

    def state(reason):
        return "fine" if reason["Code"] == "None" else ("there" if reason.get("Item") else "missing")

    table = {
        "missing fine": "no_such_player",
        "missing there": "no_such_player",
        "missing missing": "no_such_player",
        "fine missing": "no_such_item",
        "there missing": "no_such_item",
        "fine there": "already_sold",
        "there there": "already_sold",
        "there fine": "too_few_coins",
    }
    return table.get(f"{state(player)} {state(item)}")
