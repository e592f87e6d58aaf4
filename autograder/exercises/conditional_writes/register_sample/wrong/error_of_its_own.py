# fails: missing_table, exam_busy, exam_invalid
# advice: catches_all
"""Wraps other failures, so that a caller who waits for a ClientError misses them."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise RuntimeError(f"could not store {sample['sample_id']}") from error
    return True
