# fails: known_price, last_trade, no_price, any_number, one_item, exam_last_trade, exam_new_instrument, exam_no_price, exam_any_number, exam_any_symbol, exam_one_item
# advice: answer, none, number
"""Returns the item and leaves the price to the caller."""


def latest_price(dynamodb, symbol):
    return dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item")
