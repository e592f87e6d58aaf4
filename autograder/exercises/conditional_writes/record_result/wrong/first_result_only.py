# fails: exam_current_version, exam_race
# advice: result
"""Keeps the first result for ever, although the version says that there is a new one."""

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
            UpdateExpression="SET #result = if_not_exists(#result, :result), version = :next",
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
