# fails: exam_taken_key, exam_race
# advice: answer, later_answer
"""Takes an equal sample for its own one, sent twice: the other scanner is told yes as well."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            there = dynamodb.Table("samples").get_item(Key={"sample_id": sample["sample_id"]}, ConsistentRead=True)
            return there.get("Item") == sample  # ours, sent twice
        raise
    return True
