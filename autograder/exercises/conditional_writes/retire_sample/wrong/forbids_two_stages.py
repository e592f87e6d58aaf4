# fails: other_stage, missing_sample, race, exam_other_stage, exam_no_stage, exam_missing_sample, exam_race
# advice: missing_succeeds
"""Forbids the stages it knows, so any other stage is retired, and a missing sample too."""

from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    try:
        dynamodb.Table("samples").delete_item(
            Key={"sample_id": sample_id},
            ConditionExpression="stage <> :received AND stage <> :testing",
            ExpressionAttributeValues={":received": "received", ":testing": "testing"},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return "not allowed" if error.response.get("Item") else "missing"
    return "retired"
