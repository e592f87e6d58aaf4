# fails: three_megabytes, exam_large_account, exam_many_pages
# advice: pages
"""An `if` where a `while` belongs: two pages and no more."""

from boto3.dynamodb.conditions import Key


def positions(dynamodb, account):
    table = dynamodb.Table("positions")
    arguments = {"KeyConditionExpression": Key("account").eq(account), "ConsistentRead": True}
    page = table.query(**arguments)
    items = page["Items"]
    if "LastEvaluatedKey" in page:
        items += table.query(ExclusiveStartKey=page["LastEvaluatedKey"], **arguments)["Items"]
    return {item["symbol"]: item["quantity"] for item in items if item["quantity"] != 0}
