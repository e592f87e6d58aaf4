# fails: two_fills, two_first_fills, exam_fills_at_once, exam_first_fills_at_once
# advice: lost
"""Changes one attribute only, but to a sum made in Python."""


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    held = table.get_item(Key=key, ConsistentRead=True).get("Item", {}).get("quantity", 0)
    table.update_item(
        Key=key,
        UpdateExpression="SET quantity = :new",
        ExpressionAttributeValues={":new": held + quantity},
    )
    return held + quantity
