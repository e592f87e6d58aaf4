"""One page and then the rest, as a generator."""

from boto3.dynamodb.conditions import Attr, Key


def items_of(table, account, **start):
    page = table.query(
        KeyConditionExpression=Key("account").eq(account),
        FilterExpression=Attr("quantity").ne(0),
        ConsistentRead=True,
        **start,
    )
    yield from page["Items"]
    if page.get("LastEvaluatedKey"):
        yield from items_of(table, account, ExclusiveStartKey=page["LastEvaluatedKey"])


def positions(dynamodb, account):
    return {item["symbol"]: item["quantity"] for item in items_of(dynamodb.Table("positions"), account)}
