"""A class, a generator, a walrus."""


class Counters:
    STEP = {":step": 1}

    def __init__(self, dynamodb):
        self.table = dynamodb.Table("counters")

    def numbers(self, name):
        while answer := self.table.update_item(
            Key={"counter_id": name},
            UpdateExpression="ADD last_ticket :step",
            ExpressionAttributeValues=self.STEP,
            ReturnValues="ALL_NEW",
        ):
            yield int(answer["Attributes"]["last_ticket"])


def next_ticket(dynamodb, counter):
    return next(Counters(dynamodb).numbers(counter))
