# fails: no_price, exam_no_price
# advice: none
"""Says 0 where there is no price; a trader would buy."""

from decimal import Decimal


def latest_price(dynamodb, symbol):
    item = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item", {})
    return item.get("price", Decimal(0))
