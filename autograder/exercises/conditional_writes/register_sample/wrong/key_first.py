# fails: new_key, exam_new_key
# advice: in_one_write
"""Takes the key with a bare item first, and fills it in afterwards."""

from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    table = dynamodb.Table("samples")
    try:
        table.put_item(Item={"sample_id": sample["sample_id"]}, ConditionExpression="attribute_not_exists(sample_id)")
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    table.put_item(Item=sample)
    return True
