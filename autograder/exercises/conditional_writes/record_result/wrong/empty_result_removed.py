# fails: exam_current_version, exam_any_value
# advice: result
"""Removes the result when it is empty."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    """The sample does not have the version that the caller has seen; `stored` is what is there."""

    def __init__(self, stored):
        super().__init__(f"stored: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    change = "SET #r = :r, version = :next" if result else "SET version = :next REMOVE #r"
    values = {":r": result} if result else {}
    try:
        dynamodb.Table("samples").update_item(
            Key={"sample_id": sample_id},
            UpdateExpression=change,
            ConditionExpression="version = :expected",
            ExpressionAttributeNames={"#r": "result"},
            ExpressionAttributeValues={**values, ":next": expected_version + 1, ":expected": expected_version},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        item = error.response.get("Item")
        raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
    return expected_version + 1
