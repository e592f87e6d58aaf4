# fails: new_key, taken_key, bare_item, race, exam_new_key, exam_taken_key, exam_bare_item, exam_race, exam_race_taken, any_value, exam_any_value
# advice: as_given, wrong_attribute, answer
"""Wants the key to exist: the opposite question."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_exists(sample_id)")
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
