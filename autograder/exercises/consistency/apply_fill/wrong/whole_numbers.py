# fails: buys_and_sells, exam_fills
# advice: quantity
"""Cuts fractions of a share off."""


def apply_fill(dynamodb, account, symbol, quantity):
    answer = dynamodb.Table("positions").update_item(
        Key={"account": account, "symbol": symbol},
        UpdateExpression="ADD quantity :fill",
        ExpressionAttributeValues={":fill": int(quantity)},
        ReturnValues="UPDATED_NEW",
    )
    return int(answer["Attributes"]["quantity"])
