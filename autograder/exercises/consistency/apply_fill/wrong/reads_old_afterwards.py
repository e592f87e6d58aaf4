# fails: buys_and_sells, down_to_nothing, new_position, two_fills, two_first_fills, exam_fills, exam_down_to_nothing, exam_any_number, exam_new_position, exam_fills_at_once, exam_first_fills_at_once, exam_busy
# advice: answer, new, counted
"""Reads the result back, and eventually consistent at that."""


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    table.update_item(Key=key, UpdateExpression="ADD quantity :fill", ExpressionAttributeValues={":fill": quantity})
    return table.get_item(Key=key)["Item"]["quantity"]
