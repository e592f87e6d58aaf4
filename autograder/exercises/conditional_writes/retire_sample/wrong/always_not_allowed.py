# fails: missing_sample, race, exam_missing_sample, exam_race
# advice: which_refusal
"""Calls every refusal "not allowed"."""

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
        return "not allowed"
    return "retired"
