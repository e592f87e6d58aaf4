"""A mark of its own is the lock: every fill leaves a new one, and looks for no quantity."""

import uuid

from botocore.exceptions import ClientError


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    while True:
        item = table.get_item(Key=key, ConsistentRead=True).get("Item", {})
        new = item.get("quantity", 0) + quantity
        values = {":new": new, ":mark": uuid.uuid4().hex}
        condition = "attribute_not_exists(fill_mark)"
        if "fill_mark" in item:
            condition = "fill_mark = :seen"
            values[":seen"] = item["fill_mark"]
        try:
            table.update_item(
                Key=key,
                UpdateExpression="SET quantity = :new, fill_mark = :mark",
                ConditionExpression=condition,
                ExpressionAttributeValues=values,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                continue
            raise
        return new
