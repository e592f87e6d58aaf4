# fails: taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken
# advice: wrong_attribute
"""Refuses only the very same sample again; anything else with this key is replaced."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(
            Item=sample,
            ConditionExpression="patient <> :patient",
            ExpressionAttributeValues={":patient": sample.get("patient")},
        )
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
