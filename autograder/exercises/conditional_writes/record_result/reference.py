from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError


class StaleVersion(Exception):
    """The sample does not have the version that the caller has seen; `stored` is what is there."""

    def __init__(self, stored):
        super().__init__(f"stored: {stored}")
        self.stored = stored


def record_result(dynamodb, sample_id, expected_version, result):
    """Store a sample's result, if the sample still has the version that the caller has seen.

    Args:
        dynamodb: a boto3 resource, as boto3.resource("dynamodb") gives it. Use this one.
        sample_id: the sample's key in the table `samples`, a string.
        expected_version: the version that the caller has seen, a whole number, 0 or more.
        result: the new result, a string, perhaps an empty one.

    Returns:
        The new version, expected_version + 1, as a number (int or Decimal). The sample's `result`
        is the given one then and its `version` the new one; all other attributes are as they were,
        also those that another program changes at the same moment.
        Of several callers at the same moment with the same version, only one succeeds.

    Raises:
        StaleVersion: the stored version is another one, lower or higher, or there is no such
            sample. Nothing is changed and nothing is created. `stored` is the sample that is
            there, as a dictionary of plain Python values, or None if there is none.
        Any other failure comes out as boto3 raised it.

    You may read the sample as well. But a read without ConsistentRead=True may return the sample
    as it was a while ago, and neither the answer nor `stored` may depend on such a read.
    """
    try:
        dynamodb.Table("samples").update_item(
            Key={"sample_id": sample_id},
            UpdateExpression="SET #result = :result, version = :next",
            ConditionExpression="version = :expected",
            ExpressionAttributeNames={"#result": "result"},
            ExpressionAttributeValues={
                ":result": result,
                ":expected": expected_version,
                ":next": expected_version + 1,
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        item = error.response.get("Item")
        raise StaleVersion(TypeDeserializer().deserialize({"M": item}) if item else None) from error
    return expected_version + 1
