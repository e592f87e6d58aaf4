# fails: one_request, exam_one_request
# advice: one_request
"""Asks why in a second request, when the answer may have changed."""

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
        found = dynamodb.Table("samples").get_item(Key={"sample_id": sample_id}, ConsistentRead=True)
        return "not allowed" if "Item" in found else "missing"
    return "retired"
