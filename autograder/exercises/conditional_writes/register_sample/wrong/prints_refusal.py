# fails: taken_key, bare_item, race, exam_taken_key, exam_bare_item, exam_race, exam_race_taken
# advice: answer
"""Prints that the key is taken and returns None."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        print(f"{sample['sample_id']} is taken")
