# fails: missing_table, exam_busy
# advice: endless, catches_all
"""Takes every error for another fill that was faster."""

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    while True:
        try:
            seen = table.get_item(Key=key, ConsistentRead=True).get("Item", {}).get("quantity")
            table.update_item(
                Key=key,
                UpdateExpression="SET quantity = :new",
                ConditionExpression=Attr("quantity").not_exists() if seen is None else Attr("quantity").eq(seen),
                ExpressionAttributeValues={":new": (seen or 0) + quantity},
            )
            return (seen or 0) + quantity
        except ClientError:
            continue
