# fails: buys_and_sells, down_to_nothing, new_position, two_fills, two_first_fills, note_of_another, exam_fills, exam_down_to_nothing, exam_any_number, exam_new_position, exam_fills_at_once, exam_first_fills_at_once, exam_note_of_another
# advice: answer
"""Adds, and leaves it to its caller to look."""


def apply_fill(dynamodb, account, symbol, quantity):
    dynamodb.Table("positions").update_item(
        Key={"account": account, "symbol": symbol},
        UpdateExpression="ADD quantity :fill",
        ExpressionAttributeValues={":fill": quantity},
    )
