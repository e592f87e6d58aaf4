"""A PartiQL statement with a parameter, read consistently."""

from decimal import Decimal


def latest_price(dynamodb, symbol):
    table = dynamodb.Table("prices")
    found = dynamodb.meta.client.execute_statement(
        Statement='SELECT "price" FROM "prices" WHERE "symbol" = ?', Parameters=[symbol], ConsistentRead=True
    )["Items"]
    item = found[0] if found else None
    if item is None:
        return None
    return item.get("price")
