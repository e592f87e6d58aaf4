# fails: two_fills, two_first_fills, exam_fills_at_once, exam_first_fills_at_once, exam_busy
# advice: answer, counted
"""Adds as it should, and reads the result in a second request: another fill may be in it."""


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    table.update_item(Key=key, UpdateExpression="ADD quantity :fill", ExpressionAttributeValues={":fill": quantity})
    return table.get_item(Key=key, ConsistentRead=True)["Item"]["quantity"]
