# fails: one_request, exam_one_request
# advice: one_request
"""Finds out why with a second write that has another condition."""

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
        try:
            dynamodb.Table("samples").update_item(
                Key={"sample_id": sample_id},
                UpdateExpression="REMOVE nothing",
                ConditionExpression="attribute_exists(sample_id)",
            )
        except ClientError as second:
            if second.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return "missing"
            raise
        return "not allowed"
    return "retired"
