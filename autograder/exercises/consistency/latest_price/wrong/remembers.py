# fails: last_trade, exam_last_trade, exam_no_price, exam_one_item
# advice: eventual, remembers, answer?
"""A cache in the program: the second caller gets the first one's price."""

known = {}


def latest_price(dynamodb, symbol):
    if symbol not in known:
        item = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item", {})
        known[symbol] = item.get("price")
    return known[symbol]
