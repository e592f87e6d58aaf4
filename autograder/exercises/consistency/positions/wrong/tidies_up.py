# fails: two_positions, exam_positions
"""Deletes what is sold out, on the way. Somebody's record of January is gone."""

from boto3.dynamodb.conditions import Key


def positions(dynamodb, account):
    table = dynamodb.Table("positions")
    query = {"KeyConditionExpression": Key("account").eq(account), "ConsistentRead": True}
    held = {}
    while True:
        page = table.query(**query)
        for item in page["Items"]:
            if item["quantity"]:
                held[item["symbol"]] = item["quantity"]
            else:
                table.delete_item(Key={"account": account, "symbol": item["symbol"]})
        if "LastEvaluatedKey" not in page:
            return held
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
