from boto3.dynamodb.conditions import Key


def positions(dynamodb, account):
    """What an account holds.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        account: the partition key in the table `positions`, a string. The sort key is `symbol`.

    Returns:
        A dictionary with the quantity of each of the account's positions by its symbol, such as
        {"MILA": 40}; quantities are numbers (int or Decimal), below 0 for a short sale. Positions
        with quantity 0 are left out. An empty dictionary if there are none.
        All positions are there, also if they are more than the 1 MB of one answer; and every write
        that DynamoDB confirmed before this call is included.
        Nothing is changed, and other accounts' items are not read: no Scan.

    Raises:
        Any failure comes out as boto3 raised it, never a part of the positions.
    """
    table = dynamodb.Table("positions")
    query = {"KeyConditionExpression": Key("account").eq(account), "ConsistentRead": True}
    held = {}
    while True:
        page = table.query(**query)
        held |= {item["symbol"]: item["quantity"] for item in page["Items"] if item["quantity"] != 0}
        if "LastEvaluatedKey" not in page:
            return held
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
