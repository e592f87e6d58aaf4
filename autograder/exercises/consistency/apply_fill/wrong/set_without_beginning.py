# fails: new_position, two_first_fills, exam_new_position, exam_first_fills_at_once
# advice: new
"""SET quantity = quantity + :fill, which fails where there is no quantity."""


def apply_fill(dynamodb, account, symbol, quantity):
    answer = dynamodb.Table("positions").update_item(
        Key={"account": account, "symbol": symbol},
        UpdateExpression="SET quantity = quantity + :fill",
        ExpressionAttributeValues={":fill": quantity},
        ReturnValues="UPDATED_NEW",
    )
    return answer["Attributes"]["quantity"]
