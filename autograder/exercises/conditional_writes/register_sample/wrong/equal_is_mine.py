# fails: exam_taken_key, exam_race
# advice: answer, later_answer
"""Takes a stored sample that looks the same for its own: a label scanned twice is told True twice."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    table = dynamodb.Table("samples")
    try:
        table.put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        stored = table.get_item(Key={"sample_id": sample["sample_id"]}, ConsistentRead=True).get("Item")
        return stored == sample
    return True
