"""Asks the other way round: the stored item, if there is one, must not have this key."""

from botocore.exceptions import ClientError

TABLE = "samples"


def is_refusal(error):
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"


def register_sample(dynamodb, sample):
    """Store a sample under a new key."""
    parameters = {
        "Item": sample,
        "ConditionExpression": "#pk <> :pk",
        "ExpressionAttributeNames": {"#pk": "sample_id"},
        "ExpressionAttributeValues": {":pk": sample["sample_id"]},
    }
    try:
        dynamodb.Table(TABLE).put_item(**parameters)
    except ClientError as error:
        if is_refusal(error):
            return False
        raise
    return True
