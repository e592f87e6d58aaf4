"""Reads first to save a write, which is allowed, because the condition still decides."""

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError


class Samples:
    def __init__(self, dynamodb):
        self.table = dynamodb.Table("samples")

    def known(self, key):
        return "Item" in self.table.get_item(Key={"sample_id": key}, ConsistentRead=True)

    def add(self, sample):
        self.table.put_item(Item=sample, ConditionExpression=Attr("sample_id").not_exists())


def register_sample(dynamodb, sample):
    samples = Samples(dynamodb)
    if samples.known(sample["sample_id"]):
        return False
    try:
        samples.add(sample)
    except ClientError as error:
        match error.response:
            case {"Error": {"Code": "ConditionalCheckFailedException"}}:
                return False
            case _:
                raise
    return True
