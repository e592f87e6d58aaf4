# fails: many_symbols, twice, crowded, exam_many_symbols, exam_a_hundred, exam_twice, exam_crowded
# advice: requests, wait
"""A GetItem for each symbol: right, and a hundred times the way."""


def latest_prices(dynamodb, symbols):
    table = dynamodb.Table("prices")
    prices = {}
    for symbol in set(symbols):
        item = table.get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item", {})
        prices[symbol] = item.get("price")
    return prices
