"""A class that reads each page's items from the table before it asks for the next page."""

import random
import time


class Sector:
    def __init__(self, dynamodb, name):
        self.dynamodb, self.name, self.table = dynamodb, name, dynamodb.Table("prices")

    def pages(self):
        query = {
            "IndexName": "by_sector",
            "KeyConditionExpression": "#sector = :sector",
            "ExpressionAttributeNames": {"#sector": "sector"},
            "ExpressionAttributeValues": {":sector": self.name},
            "Limit": 90,
        }
        while query is not None:
            page = self.table.query(**query)
            yield [item["symbol"] for item in page["Items"]]
            last = page.get("LastEvaluatedKey")
            query = {**query, "ExclusiveStartKey": last} if last else None

    def items(self, symbols):
        wanted = {"prices": {"Keys": [{"symbol": symbol} for symbol in symbols], "ConsistentRead": True}}
        for attempt in range(20):
            answer = self.dynamodb.batch_get_item(RequestItems=wanted)
            yield from answer["Responses"].get("prices", [])
            wanted = answer["UnprocessedKeys"]
            if not wanted:
                return
            time.sleep(random.uniform(0.05, 0.1 * 1.6**attempt))
        raise TimeoutError(f"{len(wanted['prices']['Keys'])} keys could not be read")

    def prices(self):
        for symbols in self.pages():
            if symbols:
                yield from ((item["symbol"], item.get("price")) for item in self.items(symbols) if self.owns(item))

    def owns(self, item):
        return item.get("sector") == self.name


def latest_by_sector(dynamodb, sector):
    return dict(Sector(dynamodb, sector).prices())
