def apply_fill(dynamodb, account, symbol, quantity):
    """Count a fill, an order that was carried out, in an account's position.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        account: the partition key of the position in the table `positions`, a string.
        symbol: its sort key, a string.
        quantity: how many were bought, an int or a Decimal; below 0 for a sale.
            Quantities have 28 digits at most, the position's own included.

    Returns:
        The position's quantity right after this fill and before any later one, as a number (int or
        Decimal). It is stored then, in the attribute `quantity`. Without such a position the fill
        creates it, and one without a quantity has 0 so far; one that comes to 0 or below stays stored.
        All fills count, however many callers there are at the same moment. The position's other
        attributes stay, also when other programs change them at the same moment; you may add
        attributes of your own. No other item is changed.

    Raises:
        Any failure comes out as boto3 raised it; then this fill is not counted.
    """
    answer = dynamodb.Table("positions").update_item(
        Key={"account": account, "symbol": symbol},
        UpdateExpression="ADD quantity :fill",
        ExpressionAttributeValues={":fill": quantity},
        ReturnValues="UPDATED_NEW",
    )
    return answer["Attributes"]["quantity"]
