# fails: buys_and_sells, down_to_nothing, new_position, two_fills, two_first_fills, exam_fills, exam_down_to_nothing, exam_any_number, exam_new_position, exam_fills_at_once, exam_first_fills_at_once
# advice: lost, quantity
"""The same with a plain read: the fill before this one may be missing as well."""


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    held = table.get_item(Key=key).get("Item", {}).get("quantity", 0)
    table.update_item(
        Key=key,
        UpdateExpression="SET quantity = :new",
        ExpressionAttributeValues={":new": held + quantity},
    )
    return held + quantity
