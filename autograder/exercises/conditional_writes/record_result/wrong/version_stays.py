# fails: current_version, race, exam_current_version, exam_race, exam_old_read
# advice: next_version
"""Compares the version and forgets to move it on, so the next caller with the same version gets through."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    try:
        dynamodb.Table("samples").update_item(
            Key={"sample_id": sample_id},
            UpdateExpression="SET #result = :result",
            ConditionExpression="version = :expected",
            ExpressionAttributeNames={"#result": "result"},
            ExpressionAttributeValues={":result": result, ":expected": expected_version},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        item = error.response.get("Item")
        raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None)
    return expected_version + 1
