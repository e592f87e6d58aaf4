# fails: new_key, race, exam_new_key, exam_race, any_value, exam_any_value
# advice: as_given
"""Means well and stores more than it was given."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    item = {**sample, "version": 0, "registered": True}
    try:
        dynamodb.Table("samples").put_item(Item=item, ConditionExpression="attribute_not_exists(sample_id)")
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
