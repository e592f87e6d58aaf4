# fails: exam_old_read
# advice: old_read
"""Believes a read that may be behind, and refuses a caller who is up to date."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    seen = dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}).get("Item")
    if seen is not None and seen["version"] != expected_version:
        raise StaleVersion(seen)
    try:
        dynamodb.Table("samples").update_item(
            Key={"sample_id": sample_id},
            UpdateExpression="SET #result = :result, version = :next",
            ConditionExpression="version = :expected",
            ExpressionAttributeNames={"#result": "result"},
            ExpressionAttributeValues={":result": result, ":expected": expected_version, ":next": expected_version + 1},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        item = error.response.get("Item")
        raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None)
    return expected_version + 1
