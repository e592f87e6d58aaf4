# fails: other_stage, exam_other_stage, exam_no_stage
# advice: which_refusal
"""Looks for the item without having asked DynamoDB for it, so everything is missing."""

from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    try:
        dynamodb.Table("samples").delete_item(
            Key={"sample_id": sample_id},
            ConditionExpression="stage = :reported",
            ExpressionAttributeValues={":reported": "reported"},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return "not allowed" if error.response.get("Item") else "missing"
    return "retired"
