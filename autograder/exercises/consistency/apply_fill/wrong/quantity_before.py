# fails: buys_and_sells, down_to_nothing, two_fills, two_first_fills, new_position, note_of_another, exam_fills, exam_new_position, exam_fills_at_once, exam_first_fills_at_once, exam_note_of_another
# advice: answer
"""Asks for UPDATED_OLD and returns the quantity before."""


def apply_fill(dynamodb, account, symbol, quantity):
    answer = dynamodb.Table("positions").update_item(
        Key={"account": account, "symbol": symbol},
        UpdateExpression="ADD quantity :fill",
        ExpressionAttributeValues={":fill": quantity},
        ReturnValues="UPDATED_OLD",
    )
    return answer.get("Attributes", {}).get("quantity", 0)
