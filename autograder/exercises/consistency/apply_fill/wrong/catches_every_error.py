# fails: missing_table, exam_busy
# advice: catches_all
"""Returns None when the fill could not be stored."""

from botocore.exceptions import ClientError


def apply_fill(dynamodb, account, symbol, quantity):
    try:
        answer = dynamodb.Table("positions").update_item(
            Key={"account": account, "symbol": symbol},
            UpdateExpression="ADD quantity :fill",
            ExpressionAttributeValues={":fill": quantity},
            ReturnValues="UPDATED_NEW",
        )
    except ClientError:
        return None
    return answer["Attributes"]["quantity"]
