# fails: three_megabytes, exam_large_account
# advice: eventual
"""Asks consistently once, and forgets to say so again for the pages after it."""

from boto3.dynamodb.conditions import Key


def positions(dynamodb, account):
    table = dynamodb.Table("positions")
    of_account = Key("account").eq(account)
    page = table.query(KeyConditionExpression=of_account, ConsistentRead=True)
    items = page["Items"]
    while "LastEvaluatedKey" in page:
        page = table.query(KeyConditionExpression=of_account, ExclusiveStartKey=page["LastEvaluatedKey"])
        items += page["Items"]
    return {item["symbol"]: item["quantity"] for item in items if item["quantity"] != 0}
