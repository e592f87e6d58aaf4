# fails: current_version, exam_current_version, stale_version, stored_item, race, exam_stale_version, exam_version_ahead, exam_stored_item, exam_race, exam_old_read, exam_any_value
# advice: tries_again, no_version
"""Means to help: takes the stored version from the refusal and tries again, over somebody else's result."""

from botocore.exceptions import ClientError


class StaleVersion(Exception):
    def __init__(self, stored):
        super().__init__(f"stored is: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    while True:
        try:
            dynamodb.Table("samples").update_item(
                Key={"sample_id": sample_id},
                UpdateExpression="SET #result = :result, version = :next",
                ConditionExpression="version = :expected",
                ExpressionAttributeNames={"#result": "result"},
                ExpressionAttributeValues={
                    ":result": result,
                    ":expected": expected_version,
                    ":next": expected_version + 1,
                },
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            if "Item" not in error.response:
                raise StaleVersion(None)
            expected_version = int(error.response["Item"]["version"]["N"])
        else:
            return expected_version + 1
