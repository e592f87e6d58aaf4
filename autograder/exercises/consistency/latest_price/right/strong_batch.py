"""A batch of one; ConsistentRead stands with the table."""


def latest_price(dynamodb, symbol):
    block = {"Keys": [{"symbol": symbol}], "ConsistentRead": True}
    items = dynamodb.batch_get_item(RequestItems={"prices": block})["Responses"]["prices"]
    return items[0].get("price") if items else None
