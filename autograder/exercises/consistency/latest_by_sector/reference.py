import time

from boto3.dynamodb.conditions import Key


def latest_by_sector(dynamodb, sector):
    """The prices of all instruments of a sector.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        sector: the partition key of the table `prices` in its global secondary index `by_sector`,
            a string.

    Returns:
        A dictionary with the price of each instrument of the sector by its symbol, exactly as it is
        stored, or None if it has no price. Any number of instruments, also more than the 1 MB of
        one answer. An empty dictionary if there are none.
        Every write that DynamoDB confirmed before this call is included, with one exception that
        nobody can avoid: an instrument that has just been added to the sector may be missing. One
        that has just left it, or was withdrawn, must not be there.
        Nothing is changed. Other sectors are not read: no Scan. Keys that DynamoDB leaves
        unprocessed are asked for again after a pause.

    Raises:
        Any failure comes out as boto3 raised it, never a part of the sector.
    """
    query = {"IndexName": "by_sector", "KeyConditionExpression": Key("sector").eq(sector)}
    keys = []
    while True:
        page = dynamodb.Table("prices").query(**query)
        keys += [{"symbol": item["symbol"]} for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            break
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    prices = {}
    for start in range(0, len(keys), 100):
        request = {"prices": {"Keys": keys[start : start + 100], "ConsistentRead": True}}
        pause = 0.05
        while request:
            answer = dynamodb.batch_get_item(RequestItems=request)
            items = [item for item in answer["Responses"]["prices"] if item.get("sector") == sector]
            prices |= {item["symbol"]: item.get("price") for item in items}
            request = answer["UnprocessedKeys"]
            if request:
                time.sleep(pause)
                pause = min(2 * pause, 3)
    return prices
