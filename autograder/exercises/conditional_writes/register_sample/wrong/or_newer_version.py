# fails: exam_taken_key
# advice: wrong_attribute
"""Lets a sample with a later version replace the stored one, as if registering were updating."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(
            Item=sample,
            ConditionExpression="attribute_not_exists(sample_id) OR version < :version",
            ExpressionAttributeValues={":version": sample.get("version", 1)},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True
