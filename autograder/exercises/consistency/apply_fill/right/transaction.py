"""A transaction, in which the read value is a condition; tried again when it is cancelled by another fill."""

import time

from botocore.exceptions import ClientError


def apply_fill(dynamodb, account, symbol, quantity):
    client = dynamodb.meta.client
    key = {"account": account, "symbol": symbol}
    pause = 0.01
    while True:
        item = client.get_item(TableName="positions", Key=key, ConsistentRead=True).get("Item", {})
        new = item.get("quantity", 0) + quantity
        update = {
            "TableName": "positions",
            "Key": key,
            "UpdateExpression": "SET quantity = :new",
            "ConditionExpression": "attribute_not_exists(quantity)",
            "ExpressionAttributeValues": {":new": new},
        }
        if "quantity" in item:
            update["ConditionExpression"] = "quantity = :seen"
            update["ExpressionAttributeValues"][":seen"] = item["quantity"]
        try:
            client.transact_write_items(TransactItems=[{"Update": update}])
            return new
        except ClientError as error:
            codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
            if not codes & {"ConditionalCheckFailed", "TransactionConflict"}:
                raise
            time.sleep(pause)
            pause *= 2
