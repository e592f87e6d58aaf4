# fails: two_fills, two_first_fills, exam_fills_at_once, exam_first_fills_at_once
# advice: gave_up
"""An optimistic lock, but whoever comes second is turned away with its fill."""

from boto3.dynamodb.conditions import Attr


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    seen = table.get_item(Key=key, ConsistentRead=True).get("Item", {}).get("quantity")
    table.update_item(
        Key=key,
        UpdateExpression="SET quantity = :new",
        ConditionExpression=Attr("quantity").not_exists() if seen is None else Attr("quantity").eq(seen),
        ExpressionAttributeValues={":new": (seen or 0) + quantity},
    )
    return (seen or 0) + quantity
