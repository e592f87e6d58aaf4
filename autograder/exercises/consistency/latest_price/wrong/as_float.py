# fails: any_number, exam_any_number, exam_any_symbol, exam_no_price, known_price
# advice: number
"""A float: it looks handier, and holds 15 digits."""


def latest_price(dynamodb, symbol):
    item = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item", {})
    return float(item["price"]) if "price" in item else None
