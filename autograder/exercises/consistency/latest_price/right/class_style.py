"""A class around the table."""


class Prices:
    def __init__(self, table):
        self.table = table

    def __getitem__(self, symbol):
        answer = self.table.get_item(Key={"symbol": symbol}, ConsistentRead=True, ReturnConsumedCapacity="TOTAL")
        try:
            return answer["Item"]["price"]
        except KeyError:
            return None


def latest_price(dynamodb, symbol):
    return Prices(dynamodb.Table("prices"))[symbol]
