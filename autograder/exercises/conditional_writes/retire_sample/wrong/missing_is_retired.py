# fails: missing_sample, race, exam_missing_sample, exam_race
# advice: missing_succeeds
"""Is glad when the sample is gone, whoever made it go."""

from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    try:
        dynamodb.Table("samples").delete_item(
            Key={"sample_id": sample_id},
            ConditionExpression="attribute_not_exists(sample_id) OR stage = :reported",
            ExpressionAttributeValues={":reported": "reported"},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return "not allowed" if error.response.get("Item") else "missing"
    return "retired"
