"""The low-level client, and SET with a sum and a beginning."""

from decimal import Decimal


def apply_fill(dynamodb, account, symbol, quantity):
    answer = dynamodb.meta.client.update_item(
        TableName="positions",
        Key={"account": account, "symbol": symbol},
        UpdateExpression="SET quantity = if_not_exists(quantity, :zero) + :fill",
        ExpressionAttributeValues={":zero": Decimal(0), ":fill": quantity},
        ReturnValues="ALL_NEW",
    )
    return answer["Attributes"]["quantity"]
