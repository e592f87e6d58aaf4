# fails: last_trade, exam_last_trade, exam_new_instrument
# advice: eventual
"""The default: right nearly always, and wrong right after a trade."""


def latest_price(dynamodb, symbol):
    response = dynamodb.Table("prices").get_item(Key={"symbol": symbol})
    return response.get("Item", {}).get("price")
