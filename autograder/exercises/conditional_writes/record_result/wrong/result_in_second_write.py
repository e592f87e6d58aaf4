# fails: exam_race
# advice: next_version
"""Moves the version on under the condition, stores the result in a second request; a later one can come between."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    table = dynamodb.Table("samples")
    try:
        table.update_item(
            Key={"sample_id": sample_id},
            UpdateExpression="SET version = :next",
            ConditionExpression="version = :expected",
            ExpressionAttributeValues={":next": expected_version + 1, ":expected": expected_version},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        item = error.response.get("Item")
        raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None)
    table.update_item(
        Key={"sample_id": sample_id},
        UpdateExpression="SET #result = :result",
        ExpressionAttributeNames={"#result": "result"},
        ExpressionAttributeValues={":result": result},
    )
    return expected_version + 1
