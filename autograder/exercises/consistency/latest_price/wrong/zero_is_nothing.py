# fails: any_number, exam_any_number
# advice: number
"""Takes a price of 0 for no price."""


def latest_price(dynamodb, symbol):
    item = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item")
    if item and item.get("price"):
        return item["price"]
    return None
