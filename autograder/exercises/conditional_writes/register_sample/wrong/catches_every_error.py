# fails: missing_table, exam_busy, exam_invalid
# advice: catches_all
"""Takes every ClientError for "the key is taken"."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    except ClientError:
        return False
    return True
