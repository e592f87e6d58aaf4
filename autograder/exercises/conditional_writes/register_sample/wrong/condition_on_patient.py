# fails: bare_item, exam_bare_item
# advice: wrong_attribute
"""Asks for an attribute that most stored samples have, not for the one that all have."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(patient)")
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
