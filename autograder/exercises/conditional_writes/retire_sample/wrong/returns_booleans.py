# fails: reported_sample, other_stage, missing_sample, race, exam_reported_sample, exam_other_stage, exam_no_stage, exam_missing_sample, exam_race
# advice: answer
"""Answers True, False or None where three texts were agreed."""

from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    try:
        dynamodb.Table("samples").delete_item(
            Key={"sample_id": sample_id},
            ConditionExpression="stage = :reported",
            ExpressionAttributeValues={":reported": "reported"},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False if error.response.get("Item") else None
    return True
