"""Reads the sample, changes it, and puts all of it back, if the version is still the one that was read."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


from decimal import Decimal


def plain(item):
    return TypeDeserializer().deserialize({"M": item}) if item else None


def record_result(dynamodb, sample_id, expected_version, result):
    table = dynamodb.Table("samples")
    item = table.get_item(Key={"sample_id": sample_id}, ConsistentRead=True).get("Item")
    if not item or item["version"] != expected_version:
        raise StaleVersion(item)
    item |= {"result": result, "version": item["version"] + Decimal(1)}
    try:
        table.put_item(
            Item=item,
            ConditionExpression="version = :seen",
            ExpressionAttributeValues={":seen": expected_version},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            raise StaleVersion(plain(error.response.get("Item"))) from None
        raise
    return item["version"]
