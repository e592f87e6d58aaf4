"""Looks first and raises at once; the legacy parameters guard the write, and a refusal means to look again."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    """The sample does not have the version that the caller has seen; `stored` is what is there."""

    def __init__(self, stored):
        super().__init__(f"stored: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    table = dynamodb.Table("samples")
    while True:
        stored = table.get_item(Key={"sample_id": sample_id}, ConsistentRead=True).get("Item")
        if stored is None or stored.get("version") != expected_version:
            raise StaleVersion(stored)
        try:
            table.update_item(
                Key={"sample_id": sample_id},
                AttributeUpdates={
                    "result": {"Action": "PUT", "Value": result},
                    "version": {"Action": "ADD", "Value": 1},
                },
                Expected={"version": {"Value": expected_version, "ComparisonOperator": "EQ"}},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            continue
        return expected_version + 1
