# fails: last_trade, exam_last_trade, exam_new_instrument
# advice: eventual
"""Reads until two answers agree. Two replicas can miss the same write."""


def latest_price(dynamodb, symbol):
    table = dynamodb.Table("prices")
    before = object()
    while True:
        price = table.get_item(Key={"symbol": symbol}).get("Item", {}).get("price")
        if price == before:
            return price
        before = price
