"""An optimistic lock on the quantity itself: written only if it is still the one that was read."""

from boto3.dynamodb.conditions import Attr


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    while True:
        seen = table.get_item(Key=key, ConsistentRead=True).get("Item", {}).get("quantity")
        unchanged = Attr("quantity").not_exists() if seen is None else Attr("quantity").eq(seen)
        new = (seen or 0) + quantity
        try:
            table.update_item(
                Key=key,
                UpdateExpression="SET quantity = :new",
                ConditionExpression=unchanged,
                ExpressionAttributeValues={":new": new},
            )
            return new
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            continue
