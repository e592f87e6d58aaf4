# fails: exam_busy
# advice: catches_all
"""Takes "the table is busy" for "not allowed"."""

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
        code = error.response["Error"]["Code"]
        if code == "ProvisionedThroughputExceededException":
            return "not allowed"
        if code != "ConditionalCheckFailedException":
            raise
        return "not allowed" if error.response.get("Item") else "missing"
    return "retired"
