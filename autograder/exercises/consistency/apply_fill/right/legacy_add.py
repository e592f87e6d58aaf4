"""The parameters from before expressions."""


def apply_fill(dynamodb, account, symbol, quantity):
    answer = dynamodb.Table("positions").update_item(
        Key={"account": account, "symbol": symbol},
        AttributeUpdates={"quantity": {"Action": "ADD", "Value": quantity}},
        ReturnValues="UPDATED_OLD",
    )
    return answer.get("Attributes", {}).get("quantity", 0) + quantity
