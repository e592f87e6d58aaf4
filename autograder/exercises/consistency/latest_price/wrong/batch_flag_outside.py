# fails: last_trade, exam_last_trade, exam_new_instrument
# advice: eventual
"""A batch without ConsistentRead in the table's block; the strong read before it is thrown away."""


def latest_price(dynamodb, symbol):
    dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
    answer = dynamodb.batch_get_item(RequestItems={"prices": {"Keys": [{"symbol": symbol}]}})
    return next((item.get("price") for item in answer["Responses"]["prices"]), None)
