"""Takes the quantity before from the same update, and adds exactly."""

from decimal import Context, Decimal

from botocore.exceptions import ClientError


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    answer = table.update_item(
        Key={"account": account, "symbol": symbol},
        UpdateExpression="ADD quantity :fill",
        ExpressionAttributeValues={":fill": quantity},
        ReturnValues="UPDATED_OLD",
    )
    old = answer.get("Attributes", {}).get("quantity", Decimal(0))
    return Context(prec=60).add(old, Decimal(quantity))
