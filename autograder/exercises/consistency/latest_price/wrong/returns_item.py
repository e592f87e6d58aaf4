# fails: known_price, last_trade, any_number, one_item, no_price, exam_last_trade, exam_new_instrument, exam_no_price, exam_any_number, exam_one_item
# advice: answer, number, none
"""Returns the item and leaves the price to the caller."""


def latest_price(dynamodb, symbol):
    return dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item")
