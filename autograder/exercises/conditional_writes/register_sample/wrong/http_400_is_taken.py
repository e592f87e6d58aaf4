# fails: missing_table, exam_busy, exam_invalid
# advice: catches_all
"""Looks at the HTTP status, which is 400 for many different failures."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 400:
            return False
        raise
    return True
