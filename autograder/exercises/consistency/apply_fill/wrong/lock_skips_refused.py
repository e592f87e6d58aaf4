# fails: two_fills, two_first_fills, exam_fills_at_once, exam_first_fills_at_once
# advice: lost
"""Takes the refusal for an answer and returns a quantity that is stored nowhere."""

from boto3.dynamodb.conditions import Attr


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    seen = table.get_item(Key=key, ConsistentRead=True).get("Item", {}).get("quantity")
    try:
        table.update_item(
            Key=key,
            UpdateExpression="SET quantity = :new",
            ConditionExpression=Attr("quantity").not_exists() if seen is None else Attr("quantity").eq(seen),
            ExpressionAttributeValues={":new": (seen or 0) + quantity},
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        pass
    return (seen or 0) + quantity
