# fails: reported_sample, race, exam_reported_sample, exam_missing_sample, exam_race
# advice: really_gone, which_refusal
"""Writes that the sample is retired, and keeps it."""

from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    try:
        dynamodb.Table("samples").update_item(
            Key={"sample_id": sample_id},
            UpdateExpression="SET stage = :retired",
            ConditionExpression="stage = :reported",
            ExpressionAttributeValues={":reported": "reported", ":retired": "retired"},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return "not allowed" if error.response.get("Item") else "missing"
    return "retired"
