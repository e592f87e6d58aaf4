# fails: three_megabytes, exam_large_account, exam_many_pages, exam_busy_half_way
# advice: catches_all, pages
"""One Query, one answer: complete as long as an account is small."""

from boto3.dynamodb.conditions import Key


def positions(dynamodb, account):
    page = dynamodb.Table("positions").query(KeyConditionExpression=Key("account").eq(account), ConsistentRead=True)
    return {item["symbol"]: item["quantity"] for item in page["Items"] if item["quantity"] != 0}
