# fails: stale_version, stored_item, missing_sample, exam_stale_version, exam_version_ahead, exam_stored_item, exam_missing_sample, exam_old_read, race, exam_race
# advice: raise_stale
"""Returns False, which a caller can forget to look at. (Two callers in a race both come back without an exception.)"""

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
            UpdateExpression="SET #result = :result, version = :next",
            ConditionExpression="version = :expected",
            ExpressionAttributeNames={"#result": "result"},
            ExpressionAttributeValues={":result": result, ":expected": expected_version, ":next": expected_version + 1},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return expected_version + 1
