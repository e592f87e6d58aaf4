from botocore.exceptions import ClientError


def retire_sample(dynamodb, sample_id):
    """Delete a sample if it has been reported, and say what came of it, with one request.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        sample_id: the sample's key in the table `samples`, a string.

    Returns:
        "retired" if its `stage` was "reported"; it is deleted now.
        "not allowed" if it is stored with another `stage`, or with none; it stays as it was.
        "missing" if there is no such sample.
        Of several callers at the same moment, only one gets "retired".

    Raises:
        Any failure other than these comes out as boto3 raised it.

    Sends exactly one request, whatever the answer: no read before it and none after it.
    """
    try:
        dynamodb.Table("samples").delete_item(
            Key={"sample_id": sample_id},
            ConditionExpression="stage = :reported",
            ExpressionAttributeValues={":reported": "reported"},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return "not allowed" if error.response.get("Item") else "missing"
    return "retired"
