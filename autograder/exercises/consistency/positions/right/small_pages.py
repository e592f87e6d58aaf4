"""Small pages, and the parameters from before expressions; starts again after the last symbol it has seen."""


def positions(dynamodb, account):
    client, held, last = dynamodb.meta.client, {}, None
    while True:
        conditions = {"account": {"AttributeValueList": [account], "ComparisonOperator": "EQ"}}
        if last is not None:
            conditions["symbol"] = {"AttributeValueList": [last], "ComparisonOperator": "GT"}
        items = client.query(TableName="positions", KeyConditions=conditions, Limit=2, ConsistentRead=True)["Items"]
        if not items:
            return {symbol: quantity for symbol, quantity in held.items() if quantity}
        for item in items:
            held[item["symbol"]] = item["quantity"]
        last = items[-1]["symbol"]
