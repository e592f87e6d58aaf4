"""An optimistic lock on a version of its own; eventual reads do, because a refused write reads again."""

import time

from botocore.exceptions import ClientError


def apply_fill(dynamodb, account, symbol, quantity):
    table = dynamodb.Table("positions")
    key = {"account": account, "symbol": symbol}
    for attempt in range(50):
        item = table.get_item(Key=key).get("Item", {})
        new = item.get("quantity", 0) + quantity
        changes = {":new": new, ":next": item.get("revision", 0) + 1}
        condition = "attribute_not_exists(revision)"
        if "revision" in item:
            condition, changes[":seen"] = "revision = :seen", item["revision"]
        elif "quantity" in item:
            condition, changes[":was"] = condition + " AND quantity = :was", item["quantity"]
        else:
            condition += " AND attribute_not_exists(quantity)"
        try:
            table.update_item(
                Key=key,
                UpdateExpression="SET quantity = :new, revision = :next",
                ConditionExpression=condition,
                ExpressionAttributeValues=changes,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            time.sleep(0.05 * attempt)
        else:
            return new
    raise RuntimeError("too many fills at once")
