# fails: two_fills, two_first_fills, exam_fills_at_once, exam_first_fills_at_once
# advice: lost
"""Tries again without the condition: it counts now, and the other fill does not."""

from boto3.dynamodb.conditions import Attr


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    seen = table.get_item(Key=key, ConsistentRead=True).get("Item", {}).get("quantity")
    condition = Attr("quantity").not_exists() if seen is None else Attr("quantity").eq(seen)
    update = {
        "Key": key,
        "UpdateExpression": "SET quantity = :new",
        "ExpressionAttributeValues": {":new": (seen or 0) + quantity},
    }
    try:
        table.update_item(ConditionExpression=condition, **update)
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        table.update_item(**update)
    return (seen or 0) + quantity
