# fails: current_version, exam_current_version, exam_old_read
# advice: whole_item
"""Puts an item of three attributes under the right condition; the patient and the shelf are gone."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    try:
        dynamodb.Table("samples").put_item(
            Item={"sample_id": sample_id, "result": result, "version": expected_version + 1},
            ConditionExpression="version = :expected",
            ExpressionAttributeValues={":expected": expected_version},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        item = error.response.get("Item")
        raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None)
    return expected_version + 1
