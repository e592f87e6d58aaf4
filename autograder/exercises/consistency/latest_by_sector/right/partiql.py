"""Finds with a PartiQL statement on the index, reads in batches."""

import time

from boto3.dynamodb.conditions import Attr, Key


def found(dynamodb, sector):
    request = {"Statement": 'SELECT symbol FROM "prices"."by_sector" WHERE "sector" = ?', "Parameters": [sector]}
    symbols = []
    while True:
        page = dynamodb.meta.client.execute_statement(**request)
        symbols += [item["symbol"] for item in page["Items"]]
        if "NextToken" not in page:
            return list(dict.fromkeys(symbols))
        request["NextToken"] = page["NextToken"]


def latest_by_sector(dynamodb, sector):
    symbols = found(dynamodb, sector)
    prices = {}
    for begin in range(0, len(symbols), 100):
        keys = [{"symbol": symbol} for symbol in symbols[begin : begin + 100]]
        wanted = {"prices": {"Keys": keys, "ConsistentRead": True}}
        pause = 0.05
        while wanted:
            answer = dynamodb.batch_get_item(RequestItems=wanted)
            for item in answer["Responses"].get("prices", []):
                if item.get("sector") == sector:
                    prices[item["symbol"]] = item.get("price")
            wanted = answer["UnprocessedKeys"]
            if wanted:
                time.sleep(pause)
                pause *= 2
    return prices
