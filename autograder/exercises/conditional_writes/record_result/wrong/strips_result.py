# fails: exam_any_value
# advice: result
"""Takes the blanks off a result."""

from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    """The sample does not have the version that the caller has seen; `stored` is what is there."""

    def __init__(self, stored):
        super().__init__(f"stored: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    try:
        dynamodb.Table("samples").update_item(
            Key={"sample_id": sample_id},
            UpdateExpression="SET #r = :r, version = :next",
            ConditionExpression="version = :expected",
            ExpressionAttributeNames={"#r": "result"},
            ExpressionAttributeValues={
                ":r": result.strip(),
                ":next": expected_version + 1,
                ":expected": expected_version,
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        item = error.response.get("Item")
        raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
    return expected_version + 1
