# fails: exam_other_stage
# advice: missing_succeeds
"""Compares the beginning of the stage only."""

from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    try:
        dynamodb.Table("samples").delete_item(
            Key={"sample_id": sample_id},
            ConditionExpression="begins_with(stage, :reported)",
            ExpressionAttributeValues={":reported": "reported"},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return "not allowed" if error.response.get("Item") else "missing"
    return "retired"
