# fails: two_fills, two_first_fills, note_of_another, exam_fills_at_once, exam_first_fills_at_once, exam_note_of_another
# advice: lost, whole_item
"""Reads with ConsistentRead=True, adds, puts back: the read was right, and too early."""


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    item = table.get_item(Key=key, ConsistentRead=True).get("Item", {**key, "quantity": 0})
    item["quantity"] += quantity
    table.put_item(Item=item)
    return item["quantity"]
