# fails: no_price, exam_no_price
"""Takes it for granted that there is an item with a price."""


def latest_price(dynamodb, symbol):
    return dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)["Item"]["price"]
