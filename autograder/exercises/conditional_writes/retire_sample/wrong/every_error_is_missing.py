# fails: no_permission, exam_busy
# advice: catches_all
"""Calls a sample missing whenever anything goes wrong."""

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
        return "not allowed" if error.response.get("Item") else "missing"
    return "retired"
