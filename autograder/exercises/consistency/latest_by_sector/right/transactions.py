"""Transactional reads in place of batches: a hundred items each, nothing left over, at twice the price."""

from boto3.dynamodb.conditions import Key


def symbols_in(table, sector, start=None):
    more = {"ExclusiveStartKey": start} if start else {}
    page = table.query(IndexName="by_sector", KeyConditionExpression=Key("sector").eq(sector), **more)
    found = {item["symbol"] for item in page["Items"]}
    if page.get("LastEvaluatedKey"):
        found |= symbols_in(table, sector, page["LastEvaluatedKey"])
    return found


def latest_by_sector(dynamodb, sector):
    client = dynamodb.meta.client
    symbols = sorted(symbols_in(dynamodb.Table("prices"), sector))
    items = []
    while symbols:
        gets = [{"Get": {"TableName": "prices", "Key": {"symbol": symbol}}} for symbol in symbols[:100]]
        del symbols[:100]
        items += [answer.get("Item") for answer in client.transact_get_items(TransactItems=gets)["Responses"]]
    return {item["symbol"]: item.get("price") for item in items if item and item.get("sector") == sector}
