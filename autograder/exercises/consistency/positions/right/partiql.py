"""A PartiQL statement, page by page, each page read consistently."""

from boto3.dynamodb.conditions import Attr, Key


def positions(dynamodb, account):
    table = dynamodb.Table("positions")
    request = {
        "Statement": "SELECT symbol, quantity FROM positions WHERE account = ?",
        "Parameters": [account],
        "ConsistentRead": True,
    }
    held = {}
    while True:
        page = table.meta.client.execute_statement(**request)
        for item in page["Items"]:
            if item["quantity"] != 0:
                held[item["symbol"]] = item["quantity"]
        if not page.get("NextToken"):
            return held
        request["NextToken"] = page["NextToken"]
