# fails: known_price, last_trade, no_price, any_number, one_item, exam_last_trade, exam_new_instrument, exam_no_price, exam_any_number, exam_any_symbol, exam_refused, exam_one_item
"""Notes in the item that it was read: a write that everybody pays for."""


def latest_price(dynamodb, symbol):
    table = dynamodb.Table("prices")
    item = table.get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item")
    if item is None:
        return None
    table.update_item(Key={"symbol": symbol}, UpdateExpression="ADD seen :one", ExpressionAttributeValues={":one": 1})
    return item.get("price")
