# fails: down_to_nothing, exam_down_to_nothing
# advice: quantity
"""Deletes a position that comes to 0, and the note with it."""


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    answer = table.update_item(
        Key=key,
        UpdateExpression="ADD quantity :fill",
        ExpressionAttributeValues={":fill": quantity},
        ReturnValues="UPDATED_NEW",
    )
    if answer["Attributes"]["quantity"] == 0:
        table.delete_item(Key=key)
    return answer["Attributes"]["quantity"]
