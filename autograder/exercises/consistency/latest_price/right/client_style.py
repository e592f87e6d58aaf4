"""The low-level client, its own notation, and only the price over the wire."""

from decimal import Decimal

import boto3


def latest_price(dynamodb, symbol):
    serializer = boto3.dynamodb.types.TypeSerializer()
    found = dynamodb.meta.client.get_item(
        TableName="prices",
        Key={"symbol": symbol},
        ProjectionExpression="price",
        ConsistentRead=True,
    ).get("Item")
    if found is None or "price" not in found:
        return None
    return Decimal(serializer.serialize(found["price"])["N"])
