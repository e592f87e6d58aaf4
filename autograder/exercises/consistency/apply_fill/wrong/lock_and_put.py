# fails: note_of_another, exam_note_of_another
# advice: whole_item
"""Locks the quantity and puts the whole item back: the note of somebody else is gone."""

from boto3.dynamodb.conditions import Attr


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    while True:
        item = table.get_item(Key=key, ConsistentRead=True).get("Item")
        condition = Attr("quantity").eq(item["quantity"]) if item else Attr("symbol").not_exists()
        new = {**(item or key), "quantity": (item or {}).get("quantity", 0) + quantity}
        try:
            table.put_item(Item=new, ConditionExpression=condition)
            return new["quantity"]
        except table.meta.client.exceptions.ConditionalCheckFailedException:
            pass
