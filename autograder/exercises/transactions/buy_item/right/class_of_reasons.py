"""Actions built by a method, the item first; the exception class that boto3 makes; a table of answers."""


class Shop:
    def __init__(self, dynamodb):
        self.client = dynamodb.meta.client

    @staticmethod
    def update(table, key, change, condition, values):
        return {
            "Update": {
                "TableName": table,
                "Key": key,
                "UpdateExpression": change,
                "ConditionExpression": condition,
                "ExpressionAttributeValues": values,
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def sell(self, player_id, item_id, price):
        free = "attribute_exists(item_id) AND attribute_not_exists(sold_to)"
        rich = "attribute_exists(player_id) AND coins >= :p"
        actions = [
            self.update("items", {"item_id": item_id}, "SET sold_to = :who", free, {":who": player_id}),
            self.update("players", {"player_id": player_id}, "SET coins = coins - :p", rich, {":p": price}),
        ]
        try:
            self.client.transact_write_items(TransactItems=actions)
        except self.client.exceptions.TransactionCanceledException as error:
            item, player = error.response["CancellationReasons"]
            problems = {
                "no_such_player": self.failed(player) and not player.get("Item"),
                "no_such_item": self.failed(item) and not item.get("Item"),
                "already_sold": self.failed(item),
                "too_few_coins": self.failed(player),
            }
            if {item["Code"], player["Code"]} <= {"ConditionalCheckFailed", "None"}:
                for text, true in problems.items():
                    if true:
                        return text
            raise
        return "bought"

    @staticmethod
    def failed(reason):
        return reason["Code"] == "ConditionalCheckFailed"


def buy_item(dynamodb, player_id, item_id, price):
    return Shop(dynamodb).sell(player_id, item_id, price)
