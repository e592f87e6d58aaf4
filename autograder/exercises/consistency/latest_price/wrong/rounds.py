# fails: any_number, exam_any_number
# advice: number
"""Rounds to cents."""


def latest_price(dynamodb, symbol):
    item = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item", {})
    return round(item["price"], 2) if "price" in item else None
