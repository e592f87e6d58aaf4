# fails: three_megabytes, exam_large_account
# advice: pages
"""Stops at the first page without items; a filter can empty a page in the middle."""

from boto3.dynamodb.conditions import Attr, Key


def positions(dynamodb, account):
    table = dynamodb.Table("positions")
    query = {
        "KeyConditionExpression": Key("account").eq(account),
        "FilterExpression": Attr("quantity").ne(0),
        "ConsistentRead": True,
    }
    held = {}
    page = table.query(**query)
    while page["Items"]:
        held.update({item["symbol"]: item["quantity"] for item in page["Items"]})
        if "LastEvaluatedKey" not in page:
            break
        page = table.query(**query, ExclusiveStartKey=page["LastEvaluatedKey"])
    return held
