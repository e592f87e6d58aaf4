# fails: exam_busy
# advice: catches_all
"""Reads "the table is busy" as "no", so the sample is dropped on a busy day."""

from botocore.exceptions import ClientError

REFUSALS = ("ConditionalCheckFailedException", "ProvisionedThroughputExceededException", "ThrottlingException")


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    except ClientError as error:
        if error.response["Error"]["Code"] in REFUSALS:
            return False
        raise
    return True
