def latest_price(dynamodb, symbol):
    """The price of an instrument's last trade.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        symbol: the instrument's key in the table `prices`, a string.

    Returns:
        The attribute `price`, a Decimal, exactly as it is stored: it may be 0 or below, and may
        have up to 38 digits. Every write that DynamoDB confirmed before this call is included,
        however short ago that was.
        None if there is no such instrument, or if it has no price.
        Nothing is changed, and only this one item is read: no Scan.

    Raises:
        Any failure comes out as boto3 raised it: a missing table, a table that stays too busy.
    """
    response = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True)
    return response.get("Item", {}).get("price")
