from botocore.exceptions import ClientError


def register_sample(dynamodb, sample):
    """Store a new sample, and never replace one that is stored already.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        sample: an item for the table `samples`, a dictionary. Its key is `sample_id`, a string. The other
            attributes may be anything that DynamoDB stores. The dictionary stays as it is.

    Returns:
        True if this call stored the sample. It is stored exactly as given.
        False if an item with this `sample_id` was stored already, whatever attributes that
        item has or lacks. It stays as it was.
        Both hold however many callers there are at the same moment.
        Wherever the program dies, the sample is stored whole or not at all.

    Raises:
        Any failure other than a taken key comes out as boto3 raised it: a missing table, a
        table that stays too busy, an item that DynamoDB does not accept.
    """
    try:
        dynamodb.Table("samples").put_item(
            Item=sample,
            ConditionExpression="attribute_not_exists(sample_id)",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            return False
        raise
    return True
